# teacup_add_build_id(<target>)
#
# Gives `target` the source that says which teacup this is. It is looked at in every build, and
# compiled when it has changed.
function(teacup_add_build_id target)
    set(output "${PROJECT_BINARY_DIR}/cli/build_id.cpp")
    add_custom_target(
        teacup_build_id
        COMMAND
            "${CMAKE_COMMAND}" "-DSOURCE_DIR=${PROJECT_SOURCE_DIR}"
            "-DTEACUP_VERSION=${PROJECT_VERSION}" "-DOUTPUT=${output}" -P
            "${PROJECT_SOURCE_DIR}/cmake/teacup_build_id.cmake"
        BYPRODUCTS "${output}"
        COMMENT "Looking at the build id"
        VERBATIM
    )
    target_sources(${target} PRIVATE "${output}")
    add_dependencies(${target} teacup_build_id)
endfunction()
