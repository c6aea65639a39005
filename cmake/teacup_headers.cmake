# teacup_check_headers(): the target teacup_headers compiles each public header alone, so that every
# header includes what it needs. CMake's own VERIFY_INTERFACE_HEADER_SETS needs header file sets,
# which the include root rules out (docs/adr/0001).
function(teacup_check_headers)
    get_property(headers GLOBAL PROPERTY TEACUP_PUBLIC_HEADERS)
    set(sources "")
    foreach(header IN LISTS headers)
        set(source "${PROJECT_BINARY_DIR}/headers/${header}.cpp")
        file(CONFIGURE OUTPUT "${source}" CONTENT "#include <teacup/${header}>\n")
        list(APPEND sources "${source}")
    endforeach()
    add_library(teacup_headers OBJECT EXCLUDE_FROM_ALL ${sources})
    teacup_compile(teacup_headers)
    target_link_libraries(
        teacup_headers PRIVATE teacup::sim teacup::model teacup::faults teacup::scenarios
                               teacup::reports teacup::cli
    )
    # The headers are checked where they are used.
    set_target_properties(teacup_headers PROPERTIES CXX_CLANG_TIDY "")
endfunction()
