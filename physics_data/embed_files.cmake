# SPDX-License-Identifier: Apache-2.0
# yttria_embed_files(TARGET TABLE FILE...): a library with the bytes of the files, which the rest of
# the program finds by name in `const EmbeddedFile TABLE[]` of `TABLE_count` entries, ascending
# (engine/physics/embedded_file.hpp). An assembler file includes them byte for byte, a generated C++
# table names them. Editing a file rebuilds both.
function(yttria_embed_files target table)
  set(assembly ".section .rodata\n")
  set(declarations "")
  set(entries "")
  set(index 0)
  foreach(file IN LISTS ARGN)
    cmake_path(GET file FILENAME name)
    set(symbol ${target}_${index})
    string(APPEND assembly
      ".global ${symbol}_begin\n.global ${symbol}_end\n"
      "${symbol}_begin:\n.incbin \"${file}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND declarations "extern \"C\" const char ${symbol}_begin[], ${symbol}_end[];\n")
    string(APPEND entries "    {\"${name}\", ${symbol}_begin, ${symbol}_end},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND assembly ".section .note.GNU-stack,\"\",%progbits\n")

  set(folder ${CMAKE_CURRENT_BINARY_DIR})
  file(CONFIGURE OUTPUT ${folder}/${table}.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${folder}/${table}.cpp @ONLY CONTENT
"#include \"engine/physics/embedded_file.hpp\"

${declarations}
namespace yttria {

const EmbeddedFile ${table}[] = {
${entries}};
const std::size_t ${table}_count = ${index};

}  // namespace yttria
")
  set_source_files_properties(${folder}/${table}.S PROPERTIES OBJECT_DEPENDS "${ARGN}")
  add_library(${target} STATIC ${folder}/${table}.S ${folder}/${table}.cpp)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
endfunction()
