// SPDX-License-Identifier: Apache-2.0
// The command line as plain options: one struct per subcommand, filled by parse_command_line()
// and acted on by the command's own file. Nothing here knows CLI11.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/analysis/comparison.hpp"
#include "engine/analysis/planning.hpp"
#include "engine/analysis/radiobiology.hpp"
#include "engine/case/phantom.hpp"
#include "engine/exchange/dicom_identity.hpp"
#include "engine/exchange/import_options.hpp"
#include "engine/kernel_methods/dose_methods.hpp"
#include "engine/physics/transport_settings.hpp"
#include "engine/report/report_data.hpp"
#include "engine/run/run.hpp"

namespace yttria {

struct LogOptions {
  bool verbose = false;
  std::optional<std::filesystem::path> file;
};

struct RunCommand {
  std::filesystem::path input;
  std::filesystem::path output;
  RunOptions options;
  std::optional<std::filesystem::path> progress_json;
  double seconds_between_saves = 300;
  bool force = false;
  bool resume = false;
  bool json = false;
  ChooseWorkers choose = workers_of_this_machine;  // tests take others
};

struct CheckCommand {
  std::filesystem::path input;
  TransportChoice transport;
  bool json = false;
};

struct InfoCommand {
  std::filesystem::path input;
  bool json = false;
};

/// Without names and elements: the list of the library.
struct MaterialCommand {
  std::vector<std::string> names;
  std::vector<std::string> elements;  // symbols
  std::vector<double> energies_MeV;   // ascending; empty: a default grid
  bool json = false;
};

struct PhantomCommand {
  std::variant<LiverPhantom, SpherePhantom, SlabPhantom, LatticePhantom> phantom;
  std::filesystem::path output;
  bool force = false;
  bool json = false;
};

struct MergeCommand {
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path output;
  bool force = false;
  bool json = false;
};

struct CompareCommand {
  std::filesystem::path reference;
  std::filesystem::path test;
  std::optional<std::filesystem::path> output;
  ComparisonOptions options;
  bool force = false;
  bool json = false;
};

struct KernelCommand {
  enum class Kind { voxel, point };
  Kind kind = Kind::voxel;
  std::filesystem::path output;
  std::optional<std::filesystem::path> of_case, csv;
  std::optional<std::string> medium, nuclide;
  std::optional<double> density_g_cm3, electron_MeV;
  std::optional<std::array<double, 3>> spacing_mm;
  std::optional<double> radius_mm, shell_mm;
  RunOptions options;
  bool force = false;
  bool json = false;
};

struct DvhCommand {
  std::filesystem::path input;
  std::vector<std::string> rois;  // empty: all
  std::vector<double> D_percent;  // beside the usual ones
  std::vector<double> V_Gy;
  std::optional<std::filesystem::path> csv;
  RadiobiologyChoice radiobiology;
  bool physical_half_life = false;  // the effective half-life is that of the dose file
  bool force = false;
  bool json = false;
};

struct ConvolveCommand {
  std::filesystem::path input, output;
  MethodOptions method;
  std::optional<std::filesystem::path> kernel;  // else it is computed
  std::optional<std::string> medium;            // of the computed one
  std::optional<double> density_g_cm3;
  bool any_medium = false;
  RunOptions options;  // of the computed one
  bool force = false;
  bool json = false;
};

struct PlanCommand {
  std::filesystem::path input;
  std::optional<std::filesystem::path> dose;
  PlanningChoice choice;
  bool json = false;
};

struct ReportCommand {
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path output;
  std::optional<std::filesystem::path> of_case;
  report::ReportOptions options;
  bool force = false;
  bool json = false;
};

struct ImportCommand {
  ImportOptions options;
  std::filesystem::path output;
  bool force = false;
  bool json = false;
};

struct ExportCommand {
  std::filesystem::path input;
  std::optional<std::filesystem::path> rtdose, nifti, mhd, csv;
  std::vector<std::filesystem::path> uncertainty;  // each in the format of its ending
  std::vector<std::filesystem::path> like;         // DICOM files
  DicomIdentity identity;                          // from flags; goes before that of `like`
  bool force = false;
  bool json = false;
};

struct SelftestCommand {
  bool json = false;
};

struct DevicesCommand {
  bool json = false;
};

struct CommandLine {
  LogOptions log;
  std::variant<RunCommand, CheckCommand, InfoCommand, MaterialCommand, PhantomCommand, MergeCommand,
               KernelCommand, ConvolveCommand, CompareCommand, DvhCommand, PlanCommand,
               ReportCommand, ImportCommand, ExportCommand, SelftestCommand, DevicesCommand>
      command;
};

/// Empty when --help or --version was asked for and has been printed. Throws InputError.
std::optional<CommandLine> parse_command_line(int argc, const char* const* argv);

/// Each prints its results to standard output and returns the exit code.
int execute(const RunCommand& command);
int execute(const CheckCommand& command);
int execute(const InfoCommand& command);
int execute(const MaterialCommand& command);
int execute(const PhantomCommand& command);
int execute(const MergeCommand& command);
int execute(const KernelCommand& command);
int execute(const ConvolveCommand& command);
int execute(const DvhCommand& command);
int execute(const PlanCommand& command);
int execute(const CompareCommand& command);
int execute(const ReportCommand& command);
int execute(const ImportCommand& command);
int execute(const ExportCommand& command);
int execute(const SelftestCommand& command);
int execute(const DevicesCommand& command);

}  // namespace yttria
