# teacup_add_program(<name> SOURCES <file>... [DEPENDS <target>...])
#
# A program that ./dev or a person calls: build/<preset>/<name>.
function(teacup_add_program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
    if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
        message(FATAL_ERROR "teacup_add_program(${name}): no SOURCES, or unknown words")
    endif()
    add_executable(${name} ${arg_SOURCES})
    teacup_compile(${name})
    teacup_link(${name})
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endfunction()
