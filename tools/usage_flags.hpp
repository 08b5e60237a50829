// SPDX-License-Identifier: Apache-2.0
// What is wrong with a command line, in the words of the other messages, with the nearest right
// word; and `yttria help`. Included by tools/command_line.cpp alone.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "engine/error.hpp"
#include "engine/nearest_word.hpp"
#include "tools/examples.hpp"
#include "tools/file_formats.hpp"

namespace yttria {

/// The deepest subcommand that was reached.
inline const CLI::App& reached(const CLI::App& app) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return *at;
}

/// "yttria phantom liver".
inline std::string full_name(const CLI::App& app) {
  const CLI::App* const parent = app.get_parent();
  return parent == nullptr ? app.get_name() : full_name(*parent) + " " + app.get_name();
}

inline std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(sub->get_name());
  }
  return names;
}

inline std::vector<std::string> flag_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent()) {
    for (const CLI::Option* option : at->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

/// The first word that nothing takes: a command that does not exist, a flag, or one too many.
inline std::string unknown_word(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App& at = reached(app);
  const std::vector<std::string> flags = flag_names(at), commands = command_names(at);
  for (const std::string& word : words) {
    const std::string flag = word.substr(0, word.find('='));
    if (flag.rfind("--", 0) != 0 || flag == "--") continue;
    if (std::find(flags.begin(), flags.end(), flag) == flags.end()) {
      return fmt::format("there is no flag '{}'{}", flag, did_you_mean(flag, flags));
    }
  }
  if (commands.empty()) return {};
  const auto command = std::find_if(words.begin(), words.end(), [&](const std::string& word) {
    const bool above = full_name(at).find(word) != std::string::npos;
    return !word.empty() && word.front() != '-' && !above;
  });
  if (command == words.end()) return {};
  return fmt::format("there is no {}command '{}'{}", &at == &app ? "" : at.get_name() + " ",
                     *command, did_you_mean(*command, commands));
}

/// "WHAT; see HINT", or "WHAT? See HINT".
inline std::string with_hint(const std::string& what, const std::string& hint) {
  return what + (what.back() == '?' ? " See " : "; see ") + hint;
}

/// What is wrong with words that nothing takes.
inline std::string one_too_many(const CLI::App& app) {
  const std::vector<std::string> words = app.remaining(true);
  return words.empty() ? std::string() : fmt::format("there is no use for '{}'", words.front());
}

/// `yttria dose --help`: a command that is not there has no help.
inline void refuse_help_of_unknown(const CLI::App& app, const std::vector<std::string>& words) {
  const std::vector<std::string> left = app.remaining(true);
  if (left.empty() || left.front().front() == '-') return;
  const std::string what = unknown_word(app, words);
  if (!what.empty()) throw InputError(with_hint(what, full_name(reached(app)) + " --help"));
}

/// The error that a failed parse is.
inline InputError usage_error(const CLI::App& app, const CLI::ParseError& error,
                              const std::vector<std::string>& words) {
  const std::vector<std::string> commands = command_names(reached(app));
  const bool of_words = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                        dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  std::string what = of_words ? unknown_word(app, words) : std::string();
  if (what.empty() && of_words && !commands.empty()) {
    what = fmt::format("give a command: {}", fmt::join(commands, ", "));
  }
  if (what.empty() && dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    what = one_too_many(app);
  }
  if (what.empty()) what = error.what();
  return InputError(with_hint(what, full_name(reached(app)) + " --help"));
}

/// Appends the examples to the help of every command.
inline void add_examples(CLI::App& app) {
  const std::string name = full_name(app);
  const std::string command = name.size() > 7 ? name.substr(7) : std::string();  // after "yttria "
  const std::string examples = examples_of(command), before = app.get_footer();
  if (!examples.empty()) app.footer(before.empty() ? examples : before + "\n\n" + examples);
  for (CLI::App* sub : app.get_subcommands([](CLI::App*) { return true; })) add_examples(*sub);
}

/// `yttria help [TOPIC...]`: the program (`whole`, from before it was parsed), a command, or
/// formats.
inline std::string help_text(const CLI::App& app, const std::string& whole,
                             const std::vector<std::string>& topics) {
  if (topics.empty()) return whole;
  if (topics.size() == 1 && topics.front() == "formats") return file_formats_text();
  const CLI::App* at = &app;
  for (const std::string& topic : topics) {
    std::vector<std::string> known = command_names(*at);
    if (std::find(known.begin(), known.end(), topic) == known.end()) {
      if (at == &app) known.push_back("formats");
      throw InputError(with_hint(
          fmt::format("help: there is nothing about '{}'{}", topic, did_you_mean(topic, known)),
          "yttria help"));
    }
    at = at->get_subcommand(topic);
  }
  return at->help(full_name(*at->get_parent()));
}

}  // namespace yttria
