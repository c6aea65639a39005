# teacup_embed_page(<target> FOLDER <folder> STYLE <file> SCRIPTS <file>... PREFIX <name>)
#
# Gives `target` a source with the page of `folder` in it, so that a program has it wherever it is
# installed: page.html with the style and the scripts put in, in the order of the list, and their
# hashes in the content security policy. The same files give the same bytes on every machine.
# The source defines <name>_before_data() and <name>_after_data(), declared in folder/frame.hpp.
function(teacup_embed_page target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "FOLDER;STYLE;PREFIX" "SCRIPTS")
    if(arg_UNPARSED_ARGUMENTS OR NOT arg_SCRIPTS)
        message(FATAL_ERROR "teacup_embed_page(${target}): no SCRIPTS, or unknown words")
    endif()
    set(folder "${CMAKE_CURRENT_SOURCE_DIR}/${arg_FOLDER}")
    set(output "${CMAKE_CURRENT_BINARY_DIR}/${arg_PREFIX}_frame.cpp")
    list(TRANSFORM arg_SCRIPTS PREPEND "${folder}/" OUTPUT_VARIABLE scripts)
    list(JOIN arg_SCRIPTS "," names)
    add_custom_command(
        OUTPUT "${output}"
        COMMAND
            "${CMAKE_COMMAND}" "-DFOLDER=${folder}" "-DSTYLE=${arg_STYLE}" "-DSCRIPTS=${names}"
            "-DPREFIX=${arg_PREFIX}" "-DOUTPUT=${output}" -P
            "${PROJECT_SOURCE_DIR}/cmake/teacup_write_page.cmake"
        DEPENDS "${folder}/page.html" "${folder}/${arg_STYLE}" ${scripts}
                "${PROJECT_SOURCE_DIR}/cmake/teacup_write_page.cmake"
        COMMENT "Embedding ${arg_FOLDER}"
        VERBATIM
    )
    target_sources(${target} PRIVATE "${output}")
endfunction()
