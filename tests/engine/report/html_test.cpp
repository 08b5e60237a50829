// SPDX-License-Identifier: Apache-2.0
#include "engine/report/html.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/report/base64.hpp"
#include "engine/report/table.hpp"

namespace yttria::report {
namespace {

TEST(Html, EscapesMarkup) {
  EXPECT_EQ(text("<b a=\"1\" c='2'>&</b>").markup,
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;&lt;/b&gt;");
  EXPECT_EQ(name("a<b").markup, "<bdi>a&lt;b</bdi>");
}

TEST(Html, KeepsOtherScripts) {
  const std::string words = "\xE8\x82\x9D\xE8\x87\x93 \xD7\x9B\xD7\x91\xD7\x93 \xF0\x9F\xA9\xBA";
  EXPECT_EQ(text(words).markup, words);
}

TEST(Html, ReplacesWhatIsNoText) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(text("a\xFF"
                 "b")
                .markup,
            "a" + mark + "b");
  EXPECT_EQ(text("\xC0\xAF").markup, mark + mark);             // overlong
  EXPECT_EQ(text("\xED\xA0\x80").markup, mark + mark + mark);  // a surrogate
  EXPECT_EQ(text("\xE8\x82").markup, mark + mark);             // ends too soon
  EXPECT_EQ(text(std::string_view("\0\x1B[31m", 6)).markup, mark + mark + "[31m");
}

TEST(Html, JsonCannotLeaveItsScript) {
  const nlohmann::ordered_json json = {{"</script><!--", "&\xE2\x80\xA8\xE2\x80\xA9"}};
  const std::string safe = script_json(json);
  EXPECT_EQ(safe.find_first_of("<>&"), std::string::npos);
  EXPECT_NE(safe.find("\\u2028\\u2029"), std::string::npos);
  EXPECT_EQ(nlohmann::ordered_json::parse(safe), json);
}

TEST(Base64, VectorsOfRfc4648) {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    EXPECT_EQ(base64(std::vector<std::uint8_t>(plain.begin(), plain.end())), coded);
  }
}

TEST(Table, NumbersHaveTheDigitsTheyDeserve) {
  EXPECT_EQ(digits(272.812), "272.8");
  EXPECT_EQ(digits(15629.4), "15629");
  EXPECT_EQ(digits(9.978e14), "9.978e14");
  EXPECT_EQ(digits(6.043e-4), "6.043e-4");
  EXPECT_EQ(digits(0), "0");
  EXPECT_EQ(number(std::nan("")).content.markup, "\xE2\x80\x93");
  EXPECT_EQ(with_uncertainty(272.8123, 0.2418).content.markup, "272.81 \xC2\xB1 0.24");
  EXPECT_EQ(with_uncertainty(12345, 120).content.markup, "12345 \xC2\xB1 120");
  EXPECT_EQ(with_uncertainty(5, std::nan("")).content.markup, "5");
  EXPECT_EQ(with_uncertainty(272.8123, 0.2418).value, "272.8123");
}

}  // namespace
}  // namespace yttria::report
