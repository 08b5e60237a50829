# SPDX-License-Identifier: Apache-2.0
# Writes version.cpp. Run at each build; touches the file only when its text changes.
# Needs SOURCE_DIR OUTPUT YTTRIA_VERSION YTTRIA_COMPILER YTTRIA_CUDA_BOOL.
set(YTTRIA_COMMIT unknown)
find_program(git git)
if(git)
  execute_process(COMMAND ${git} -C ${SOURCE_DIR} rev-parse --short=12 HEAD
    OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed ERROR_QUIET)
  if(NOT failed)
    execute_process(COMMAND ${git} -C ${SOURCE_DIR} status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changes OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    set(YTTRIA_COMMIT ${head})
    if(changes)
      string(APPEND YTTRIA_COMMIT "+")
    endif()
  endif()
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/version.cpp.in ${OUTPUT} @ONLY)
