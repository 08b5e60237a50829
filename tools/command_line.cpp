// SPDX-License-Identifier: Apache-2.0
// The only translation unit with CLI11, which is slow to compile.
#include "tools/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "engine/error.hpp"
#include "engine/physics/coefficients.hpp"
#include "engine/version.hpp"
#include "tools/compare_flags.hpp"
#include "tools/convolve_flags.hpp"
#include "tools/dvh_flags.hpp"
#include "tools/export_flags.hpp"
#include "tools/flags.hpp"
#include "tools/import_flags.hpp"
#include "tools/kernel_flags.hpp"
#include "tools/phantom_flags.hpp"
#include "tools/plan_flags.hpp"
#include "tools/quantity.hpp"
#include "tools/report_flags.hpp"
#include "tools/transport_flags.hpp"
#include "tools/usage_flags.hpp"

namespace yttria {

namespace {

void add_run(CLI::App* app, RunCommand& run) {
  RunOptions& options = run.options;
  app->add_option("case", run.input, "Case file")->type_name("CASE.h5")->required();
  add_output(app, run.output, run.force, "DOSE.h5");
  app->add_flag(
      "--resume", run.resume,
      "Go on from what is saved at the output: a checkpoint, a partial dose, or a finished "
      "one that is to have more histories; from the beginning when there is nothing");
  add_parsed(app, "--save-every", run.seconds_between_saves, parse_seconds, "TIME",
             "Save what is done to DOSE.h5.checkpoint [5min]");
  add_parsed(app, "--histories", options.histories, parse_count, "N",
             "Decays to simulate, rounded up to whole batches [1e7]; with --goal a cap");
  add_parsed(
      app, "--goal", options.goal, parse_goal, "NAME=PCT",
      "Stop when the mean dose of region NAME, or max50 (voxels above half the maximum), has "
      "this relative standard uncertainty in percent");
  add_parsed(app, "--max-time", options.max_seconds, parse_seconds, "TIME",
             "Stop after this time and save what is done: 30s, 10min, 2h");
  app->add_option_function<std::string>(
         "--seed",
         [&options](const std::string& word) { options.seed = parse_seed("--seed", word); },
         "Seed of the random numbers, 0 to 2^64 - 1")
      ->type_name("N=1");
  app->add_option("--backend", options.backend, "What computes")
      ->check(one_of({"auto", "cpu", "cuda"}))
      ->capture_default_str()
      ->type_name("auto|cpu|cuda");
  app->add_option("--threads", options.threads, "CPU threads; 0: all")
      ->check(whole_number(0, 4096))
      ->capture_default_str()
      ->type_name("N");
  add_parsed(app, "--devices", options.devices, parse_devices, "0,1,cpu",
             "CUDA devices, a worker each, and the CPU beside them [the first usable]");
  add_parsed(app, "--batch-size", options.batch_size, parse_count, "N",
             "Histories per batch [a 64th of --histories, 2^14 to 2^24; 2^18 with only a goal]");
  add_parsed(app, "--batches", options.batches, parse_batches, "A:B",
             "Compute batches A to B-1 only (from 0), for yttria merge");
  app->add_option_function<std::string>(
         "--verify",
         [&options](const std::string& word) {
           options.verify_fraction = parse_percent("--verify", word) / 100;
         },
         "Compute this part of the batches twice and compare: shows faults of device and memory")
      ->type_name("PCT");
  app->add_option_function<std::string>(
         "--progress-json", [&run](const std::string& word) { run.progress_json = word; },
         "Write progress to FILE: one JSON object per line, a line per batch")
      ->type_name("FILE");
  add_json(app, run.json);
}

void add_material(CLI::App* app, MaterialCommand& material) {
  app->add_option("names", material.names, "Materials of the library; none: lists them")
      ->type_name("NAME");
  app->add_option("--element", material.elements, "Pure elements by symbol")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("C,Ca");
  const auto parse = [](const std::string& flag, const std::string& word) {
    return parse_energies_MeV(flag, word, lowest_coefficient_MeV, highest_coefficient_MeV);
  };
  add_parsed(app, "--energies", material.energies_MeV, parse, "0.01,0.1,1",
             fmt::format("Energies in MeV, {:g} to {:g} [electrons from 0.01, photons from 0.001]",
                         lowest_coefficient_MeV, highest_coefficient_MeV));
  add_json(app, material.json);
  app->footer(
      "Stopping powers in MeV cm2/g; CSDA range and transport mean free path (elastic scattering) "
      "in g/cm2;\nradiation yield as a fraction; mass attenuation coefficients of photons in "
      "cm2/g.");
}

std::string version_text() {
  return fmt::format("yttria {} ({})\n{}, CUDA {}", version(), git_commit(), compiler(),
                     built_with_cuda() ? "yes" : "no");
}

}  // namespace

std::optional<CommandLine> parse_command_line(int argc, const char* const* argv) {
  CLI::App app("Absorbed dose of yttrium-90 by Monte Carlo transport", "yttria");
  app.require_subcommand(1);
  app.fallthrough();  // --verbose may follow the subcommand
  app.set_version_flag("--version", version_text);
  CommandLine line;
  app.add_flag("--verbose", line.log.verbose, "Log to standard error what is being done");
  app.add_option_function<std::string>(
         "--log-file", [&](const std::string& word) { line.log.file = word; },
         "Append the log to FILE")
      ->type_name("FILE");

  CLI::App* run_app = app.add_subcommand("run", "Monte Carlo dose of a case");
  RunCommand run;
  add_run(run_app, run);
  SettingsFlags run_settings(run_app);

  CLI::App* check_app = app.add_subcommand("check", "Everything that can be wrong with a case");
  CheckCommand check;
  check_app->add_option("case", check.input, "Case file")->type_name("CASE.h5")->required();
  add_json(check_app, check.json);
  SettingsFlags check_settings(check_app);

  CLI::App* info_app = app.add_subcommand("info", "What a file of this program holds");
  InfoCommand info;
  info_app->add_option("file", info.input, "Case, dose, kernel or comparison file")
      ->type_name("FILE.h5")
      ->required();
  add_json(info_app, info.json);

  CLI::App* material_app =
      app.add_subcommand("material", "Stopping powers, ranges and cross-sections of materials");
  MaterialCommand material;
  add_material(material_app, material);

  PhantomFlags phantom(app.add_subcommand("phantom", "Built-in cases"));

  CLI::App* merge_app = app.add_subcommand("merge", "Exact sum of disjoint parts of a run");
  MergeCommand merge;
  merge_app->add_option("parts", merge.inputs, "Dose files")->type_name("DOSE.h5 ...")->required();
  add_output(merge_app, merge.output, merge.force, "DOSE.h5");
  add_json(merge_app, merge.json);

  CLI::App* kernel_app = app.add_subcommand("kernel", "Dose kernels from its own transport");
  const KernelFlags kernel(kernel_app);

  ConvolveFlags convolve(app.add_subcommand("convolve", "Dose of a case by a kernel method"));
  CLI::App* dvh_app = app.add_subcommand("dvh", "Statistics and histograms of regions of a dose");
  DvhFlags dvh(dvh_app);

  ExportFlags exported(app.add_subcommand("export", "A dose in DICOM RT, NIfTI, MetaImage or CSV"));

  CLI::App* plan_app = app.add_subcommand("plan", "Clinical planning models of a case");
  PlanFlags plan(plan_app);
  CLI::App* compare_app = app.add_subcommand("compare", "How a dose differs from a reference dose");
  CompareCommand comparison;
  add_compare(compare_app, comparison);

  CLI::App* report_app = app.add_subcommand("report", "A page with pictures, tables and evidence");
  ReportCommand report;
  add_report(report_app, report);
  ImportFlags import(app.add_subcommand("import", "A case from clinical or research images"));

  CLI::App* devices_app = app.add_subcommand("devices", "What this machine can compute on");
  DevicesCommand devices;
  add_json(devices_app, devices.json);

  CLI::App* selftest_app =
      app.add_subcommand("selftest", "Whether this machine computes what every other one does");
  SelftestCommand selftest;
  add_json(selftest_app, selftest.json);

  CLI::App* help_app =
      app.add_subcommand("help", "This text, that of a command, or the file formats");
  std::vector<std::string> topics;
  help_app->add_option("topic", topics, "A command, or formats")->type_name("TOPIC");
  add_examples(app);
  const std::string whole_help = app.help();  // afterwards it is that of the command

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    refuse_help_of_unknown(app, {argv + 1, argv + argc});
    app.exit(asked);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    throw usage_error(app, error, {argv + 1, argv + argc});
  }

  if (*help_app) {
    fmt::print("{}", help_text(app, whole_help, topics));
    return std::nullopt;
  }
  if (*run_app) {
    run.options.transport = run_settings.choice();
    line.command = run;
  } else if (*check_app) {
    check.transport = check_settings.choice();
    line.command = check;
  } else if (*info_app) {
    line.command = info;
  } else if (*material_app) {
    line.command = material;
  } else if (*merge_app) {
    line.command = merge;
  } else if (*kernel_app) {
    line.command = kernel.command();
  } else if (convolve.given()) {
    line.command = convolve.command();
  } else if (exported.given()) {
    line.command = exported.command();
  } else if (*dvh_app) {
    line.command = dvh.command();
  } else if (*plan_app) {
    line.command = plan.command();
  } else if (*compare_app) {
    line.command = comparison;
  } else if (*report_app) {
    line.command = report;
  } else if (import.given()) {
    line.command = import.command();
  } else if (*devices_app) {
    line.command = devices;
  } else if (*selftest_app) {
    line.command = selftest;
  } else {
    line.command = phantom.command();
  }
  return line;
}

}  // namespace yttria
