# SPDX-License-Identifier: Apache-2.0
# Makes the folder portable/ of the build: bin/ with the programs, lib/ with every shared library that
# they need, tools/gpu_check. It runs where the C library is this machine's or newer. The driver of a
# GPU belongs to its machine; the CUDA runtime is linked statically.
set(folder ${PROJECT_BINARY_DIR}/portable)
set(programs yttria)
if(YTTRIA_TESTS)
  list(APPEND programs yttria_gpu_tests)
endif()
if(YTTRIA_BENCHMARKS)
  get_directory_property(benchmarks DIRECTORY benchmarks BUILDSYSTEM_TARGETS)
  list(APPEND programs ${benchmarks})
endif()

# RPATH, not the newer RUNPATH, which is not searched for what the libraries need themselves.
set_property(TARGET ${programs} PROPERTY INSTALL_RPATH "\$ORIGIN/../lib")
set_property(TARGET ${programs} APPEND PROPERTY LINK_OPTIONS LINKER:--disable-new-dtags)

set(CMAKE_INSTALL_MESSAGE NEVER)  # not every library at every build
set(component COMPONENT portable EXCLUDE_FROM_ALL)
install(TARGETS ${programs} RUNTIME_DEPENDENCY_SET portable RUNTIME DESTINATION bin ${component})
install(RUNTIME_DEPENDENCY_SET portable
  PRE_EXCLUDE_REGEXES
    "^(ld-linux-x86-64|lib(c|m|mvec|dl|pthread|rt|resolv|util|anl))\\.so"  # glibc
    "^lib(cuda|nvidia-.*)\\.so"                                             # the driver
  LIBRARY DESTINATION lib ${component})
install(PROGRAMS ${PROJECT_SOURCE_DIR}/tools/gpu_check DESTINATION tools ${component})
file(GLOB parts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tools/gpu/*.py)  # of gpu_check
install(FILES ${parts} DESTINATION tools/gpu ${component})

set(stamp ${PROJECT_BINARY_DIR}/portable.stamp)
add_custom_command(OUTPUT ${stamp}
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${folder}
  COMMAND ${CMAKE_COMMAND} --install ${PROJECT_BINARY_DIR} --component portable --strip
    --prefix ${folder}
  COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
  DEPENDS ${programs} ${PROJECT_SOURCE_DIR}/tools/gpu_check ${parts} ${CMAKE_CURRENT_LIST_FILE}
  COMMENT "Gathering ${folder}" VERBATIM)
add_custom_target(yttria_portable ALL DEPENDS ${stamp})
