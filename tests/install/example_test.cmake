# Goal: a program of somebody else, built against the installed package alone, has the whole command
# line with all built-in kinds and its own, and behaves as its expected output says.
# Method: install into an empty prefix, configure and build the example with nothing but that
# prefix, run it, compare. TEACUP_UPDATE=1 in the environment writes the expected output instead.
#
# In: BUILD_DIR, WORK_DIR, EXAMPLE_DIR, CXX_COMPILER, BUILD_TYPE, CXX_FLAGS.

# run(<variable for stdout> <argument>...): runs a command that must succeed.
function(run output)
    execute_process(
        COMMAND ${ARGN}
        WORKING_DIRECTORY "${EXAMPLE_DIR}"
        OUTPUT_VARIABLE text
        ERROR_VARIABLE errors
        RESULT_VARIABLE status
    )
    if(NOT status EQUAL 0)
        list(JOIN ARGN " " command)
        message(FATAL_ERROR "${command}\nexited with ${status}\n${text}${errors}")
    endif()
    set(${output} "${text}" PARENT_SCOPE)
endfunction()

cmake_path(GET EXAMPLE_DIR FILENAME name)
set(prefix "${WORK_DIR}/${name}/prefix")
set(build "${WORK_DIR}/${name}/build")
file(REMOVE_RECURSE "${WORK_DIR}/${name}")

run(ignored ${CMAKE_COMMAND} --install "${BUILD_DIR}" --prefix "${prefix}")
run(ignored ${CMAKE_COMMAND} -G Ninja -S "${EXAMPLE_DIR}" -B "${build}"
    "-DCMAKE_PREFIX_PATH=${prefix}" "-DCMAKE_CXX_COMPILER=${CXX_COMPILER}"
    "-DCMAKE_BUILD_TYPE=${BUILD_TYPE}" "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}"
    # The package in the prefix, not one that this machine may have.
    -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF)
run(ignored ${CMAKE_COMMAND} --build "${build}")

file(STRINGS "${EXAMPLE_DIR}/CMakeLists.txt" program REGEX "^add_executable\\(")
string(REGEX REPLACE "^add_executable\\(([a-z_]+) .*" "\\1" program "${program}")
file(GLOB scenario "${EXAMPLE_DIR}/*.toml")
cmake_path(GET scenario FILENAME scenario)

# Every kind that the installed teacup knows, the example's program knows too, and more.
foreach(table systems faults properties)
    run(built_in "${prefix}/bin/teacup" list ${table})
    run(known "${build}/${program}" list ${table})
    string(REPLACE ";" "," built_in "${built_in}")  # Or a line would be two items of the list.
    string(REGEX MATCHALL "[^\n]+" built_in "${built_in}")
    foreach(line IN LISTS built_in)
        string(REGEX MATCH "[a-z_]+" kind "${line}")
        if(NOT known MATCHES "(^|\n) *${kind}")
            message(FATAL_ERROR "${program} list ${table} lacks ${kind}:\n${known}")
        endif()
    endforeach()
    if(table STREQUAL "systems" AND NOT known MATCHES "ping_pong")
        message(FATAL_ERROR "${program} list systems shows no system of its own:\n${known}")
    endif()
endforeach()

run(actual "${build}/${program}" run "${scenario}" --seed 7)
# What the machine took to run it is the one thing that differs.
string(REGEX REPLACE "virtual in [^,\n]+" "virtual in SOME TIME" actual "${actual}")
set(expected_file "${EXAMPLE_DIR}/expected_output.txt")
if("$ENV{TEACUP_UPDATE}")
    file(WRITE "${expected_file}" "${actual}")
endif()
file(READ "${expected_file}" expected)
if(NOT actual STREQUAL expected)
    message(FATAL_ERROR "expected:\n${expected}\nactual:\n${actual}")
endif()
