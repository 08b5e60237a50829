// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace yttria::report {

struct ReportFile;

/// One of the lines at the head of a report.
struct Statement {
  enum class Verdict { fact, good, doubt, bad, unknown };
  Verdict verdict = Verdict::fact;
  std::string about;  // "Energy"
  std::string words;
};

const char* to_string(Statement::Verdict verdict);  // "good"

/// Five lines: what was computed; balance of energy; uncertainty; mean dose against energy over
/// mass; warnings. All figures of the file must be there already.
std::vector<Statement> head_statements(const ReportFile& file);

}  // namespace yttria::report
