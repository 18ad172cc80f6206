# SPDX-License-Identifier: BSL-1.0
#
# Every header of one folder compiles alone, but for those of test frameworks that are not installed:
# cmake -DCOMPILER=... -DOPTIONS=a;b -DFOLDER=... -DLEFT_OUT=a.hpp;b.hpp -P compile_alone.cmake
file(GLOB headers "${FOLDER}/*.hpp")
if(NOT headers)
  message(FATAL_ERROR "no header in ${FOLDER}")
endif()
list(TRANSFORM LEFT_OUT PREPEND "${FOLDER}/")
list(REMOVE_ITEM headers ${LEFT_OUT})
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
