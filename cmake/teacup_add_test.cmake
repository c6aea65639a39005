# teacup_add_test(<name> SOURCES <file>... [DEPENDS <target>...]
#                 [LABEL <label>] [TIMEOUT <seconds>])
#
# A GoogleTest program; each of its tests is one ctest test. What rapidcheck draws is the same each
# time, unless TEACUP_EXPLORE is set. Tests are found when ctest starts, not
# while building, so a program that crashes at start fails its tests and not the build.
include(GoogleTest)

function(teacup_add_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;TIMEOUT" "SOURCES;DEPENDS")
    if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
        message(FATAL_ERROR "teacup_add_test(${name}): no SOURCES, or unknown words")
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    if("rapidcheck" IN_LIST arg_DEPENDS)
        list(APPEND arg_SOURCES $<TARGET_OBJECTS:reproducible_chance>)
    endif()
    add_executable(${name} ${arg_SOURCES})
    teacup_compile(${name})
    # What is tested is optimised; a test itself is run once, and compiled much more often.
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0>)
    teacup_link(${name})
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS} GTest::gtest GTest::gtest_main)
    target_compile_definitions(${name} PRIVATE TEACUP_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    set(properties TIMEOUT ${arg_TIMEOUT})
    if(arg_LABEL)
        list(APPEND properties LABELS ${arg_LABEL})
    endif()
    gtest_discover_tests(
        ${name}
        DISCOVERY_MODE PRE_TEST
        DISCOVERY_TIMEOUT 60
        PROPERTIES ${properties}
    )
endfunction()
