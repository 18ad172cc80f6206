# SPDX-License-Identifier: BSL-1.0
#
# Installs the build into one prefix and moves the copy to another: a package that remembers where it was is found out.
file(REMOVE_RECURSE ${SCRATCH})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${SCRATCH}/first COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${SCRATCH}/first ${SCRATCH}/moved)
file(GLOB_RECURSE files ${SCRATCH}/moved/*.cmake)
foreach(file IN LISTS files)
  file(READ ${file} text)
  foreach(place IN ITEMS ${BUILD} ${SCRATCH})
    string(FIND "${text}" ${place} found)
    if(NOT found EQUAL -1)
      message(FATAL_ERROR "${file} mentions ${place}")
    endif()
  endforeach()
endforeach()
