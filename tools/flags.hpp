// SPDX-License-Identifier: Apache-2.0
// Kinds of flags that several commands have. Included by tools/command_line.cpp alone.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/nearest_word.hpp"

namespace yttria {

/// A flag whose word a function of tools/quantity.hpp turns into a value.
template <class T, class Parse>
CLI::Option* add_parsed(CLI::App* app, const std::string& flag, T& target, Parse parse,
                        const std::string& type, const std::string& help) {
  return app
      ->add_option_function<std::string>(
          flag, [flag, &target, parse](const std::string& word) { target = parse(flag, word); },
          help)
      ->type_name(type);
}

template <class T>
CLI::Option* add_optional(CLI::App* app, const std::string& flag, std::optional<T>& target,
                          const std::string& type, const std::string& help) {
  return app
      ->add_option_function<T>(
          flag, [&target](const T& value) { target = value; }, help)
      ->type_name(type);
}

/// Accepts these words alone, and names the nearest to any other.
inline CLI::Validator one_of(const std::vector<std::string>& words) {
  return CLI::Validator(
      [words](const std::string& word) {
        if (std::find(words.begin(), words.end(), word) != words.end()) return std::string();
        std::string all;
        for (const std::string& w : words) all += (all.empty() ? "" : ", ") + w;
        return "'" + word + "' is none of " + all + did_you_mean(word, words);
      },
      "");
}

/// Accepts whole numbers from low to high.
inline CLI::Validator whole_number(long low, long high) {
  return CLI::Validator(
      [low, high](const std::string& word) {
        long value = 0;
        const bool number = CLI::detail::lexical_cast(word, value);
        if (number && value >= low && value <= high) return std::string();
        return "'" + word + "' is no whole number from " + std::to_string(low) + " to " +
               std::to_string(high);
      },
      "");
}

inline void add_output(CLI::App* app, std::filesystem::path& output, bool& force,
                       const std::string& type) {
  app->add_option("-o,--output", output, "File to write")->type_name(type)->required();
  app->add_flag("--force", force, "Replace the output when it exists");
}

inline void add_json(CLI::App* app, bool& json) {
  app->add_flag("--json", json, "Print results as JSON");
}

}  // namespace yttria
