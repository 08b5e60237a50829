# SPDX-License-Identifier: Apache-2.0
"""The comparisons themselves: known probabilities, verdicts on both sides of every limit."""
import unittest

from comparison import Estimate, Row, Table, compare, compare_paired, relative
from significance import chi_square_survival, normal_deviate, student_cumulative
from table_text import as_markdown, as_text


class Probabilities(unittest.TestCase):
    def test_chi_square_of_published_tables(self):
        for value, degrees, expected in ((3.841, 1, 0.05), (18.307, 10, 0.05), (29.588, 10, 0.001),
                                         (2.558, 10, 0.99), (149.449, 100, 0.001)):
            self.assertAlmostEqual(chi_square_survival(value, degrees) / expected, 1, delta=2e-3)

    def test_student_of_published_tables(self):
        for value, degrees, expected in ((12.706, 1, 0.975), (2.131, 15, 0.975), (0.0, 7, 0.5),
                                         (4.073, 15, 0.9995), (-2.131, 15, 0.025)):
            self.assertAlmostEqual(student_cumulative(value, degrees), expected, delta=5e-5)

    def test_normal_deviates_are_as_likely_as_t(self):
        for t, degrees, expected in ((3.586, 15, 3), (3.270, 30, 3), (-2.131, 15, -1.960),
                                     (0, 4, 0)):
            self.assertAlmostEqual(normal_deviate(t, degrees), expected, delta=0.01)


class Verdicts(unittest.TestCase):
    def test_a_row_holds_within_its_limit_or_three_sigma(self):
        self.assertTrue(relative("", 1.0099, 1, 0, 0, 0.01).holds)
        self.assertFalse(relative("", 1.0101, 1, 0, 0, 0.01).holds)
        self.assertTrue(relative("", 1.0149, 1, 0.003, 0.004, 0.01).holds)
        self.assertFalse(relative("", 0.9849, 1, 0.003, 0.004, 0.01).holds)

    def test_an_estimated_sigma_counts_as_student_says(self):
        self.assertTrue(relative("", 1.0350, 1, 0.01, 0, 0.01, 15).holds)
        self.assertFalse(relative("", 1.0365, 1, 0.01, 0, 0.01, 15).holds)

    def test_two_estimated_sigmas_count_as_welch_says(self):
        one, other = Estimate("", 1.0, 0.01, 15), Estimate("", 1.0, 0.01, 15)
        [row] = compare([one], [other], 0.01)
        self.assertEqual(row.degrees_expected, 15)
        degrees_30 = relative("", 1.04, 1, 0.01 * 2**0.5, 0, 0.01, 30)
        [row] = compare([Estimate("", 1.04, 0.01, 15)], [other], 0.01)
        self.assertAlmostEqual(row.deviation(), degrees_30.deviation(), delta=1e-9)

    def test_what_two_runs_have_in_common_cancels(self):
        one = Estimate("", 1.02, 0.5, 2, (1.0, 2.0, 0.06))
        other = Estimate("", 1.0, 0.5, 2, (0.99, 1.98, 0.03))
        [row] = compare_paired([one], [other], 0.01)
        self.assertAlmostEqual(row.sigma, 0.01 / 3**0.5, delta=1e-12)
        self.assertEqual(row.degrees, 2)

    def test_only_the_same_quantities_are_compared(self):
        with self.assertRaises(ValueError):
            compare([Estimate("a", 1, 0)], [Estimate("b", 1, 0)], 0.01)

    def test_what_is_no_number_does_not_hold(self):
        self.assertFalse(Row("", float("nan"), 1, 0.1, 0, 1).holds)
        self.assertFalse(Row("", 1, 1, float("nan"), 0, 0.01).holds)

    def test_a_table_needs_every_row_and_chi_square(self):
        good = relative("", 1.001, 1, 0.001, 0, 0.01)
        self.assertTrue(Table("", [good] * 5).holds)
        self.assertFalse(Table("", [good, relative("", 1.02, 1, 0.001, 0, 0.01)]).holds)
        many = Table("", [relative("", 1.003, 1, 0.001, 0, 0.01)] * 10)  # within limits, 3 sigma
        self.assertFalse(many.holds)
        many.systematic = 0.003
        self.assertTrue(many.holds)

    def test_a_comparison_that_cannot_fail_does_not_pass(self):
        vague = Table("", [relative("", 1.0, 1, 0.5, 0, 0.01)])
        self.assertTrue(vague.holds)
        self.assertFalse(vague.passed)

    def test_tables_print(self):
        table = Table("name", [relative("row", 1.0, 1, 0.001, 0, 0.01)],
                      runs=[("command", "12ab", 1.5)])
        for text in (as_text(table), as_markdown(table)):
            self.assertIn("row", text)
            self.assertIn("12ab", text)


if __name__ == "__main__":
    unittest.main()
