# SPDX-License-Identifier: BSL-1.0
#
# Every header of one folder compiles alone: cmake -DCOMPILER=... -DOPTIONS=a;b -DFOLDER=... -P compile_alone.cmake
file(GLOB headers "${FOLDER}/*.hpp")
if(NOT headers)
  message(FATAL_ERROR "no header in ${FOLDER}")
endif()
set(failed "")
foreach(header IN LISTS headers)
  execute_process(COMMAND ${COMPILER} ${OPTIONS} -std=c++20 -fsyntax-only -x c++ -include ${header} /dev/null
    RESULT_VARIABLE result ERROR_VARIABLE messages)
  if(NOT result EQUAL 0)
    message("${header} does not compile alone:\n${messages}")
    list(APPEND failed ${header})
  endif()
endforeach()
if(failed)
  message(FATAL_ERROR "does not compile alone: ${failed}")
endif()
