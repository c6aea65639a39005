# teacup_add_module(<name> [HEADERS <file>...] [PRIVATE_HEADERS <file>...] [SOURCES <file>...]
#                   [DEPENDS <target>...] [PRIVATE_DEPENDS <target>...])
#
# One top folder, one library. `teacup::<name>` is what everybody links. It brings in the whole
# archive teacup_<name>, never a part of it: systems, faults and properties register themselves by
# static objects that nobody refers to, and a linker that picks members would drop them
# (docs/adr/0002). HEADERS are public and get installed; PRIVATE_HEADERS belong to this folder only.
# DEPENDS are teacup modules, or libraries that a public header includes. PRIVATE_DEPENDS are used
# by sources only.
function(teacup_add_module name)
    cmake_parse_arguments(
        PARSE_ARGV 1 arg "" "" "HEADERS;PRIVATE_HEADERS;SOURCES;DEPENDS;PRIVATE_DEPENDS"
    )
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "teacup_add_module(${name}): what is ${arg_UNPARSED_ARGUMENTS}?")
    endif()
    if(NOT EXISTS "${TEACUP_INCLUDE_ROOT}/teacup/${name}")
        file(
            CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}" "${TEACUP_INCLUDE_ROOT}/teacup/${name}"
            SYMBOLIC
        )
    endif()

    # Spelled through the link, so that the base folder of the header set holds them (ADR 0001).
    list(TRANSFORM arg_HEADERS PREPEND "${TEACUP_INCLUDE_ROOT}/teacup/${name}/")

    add_library(teacup_${name}_whole INTERFACE)
    add_library(teacup::${name} ALIAS teacup_${name}_whole)
    set_target_properties(teacup_${name}_whole PROPERTIES EXPORT_NAME ${name})
    if(arg_SOURCES)
        add_library(teacup_${name} STATIC ${arg_SOURCES} ${arg_PRIVATE_HEADERS})
        add_library(teacup::${name}_archive ALIAS teacup_${name})
        set_target_properties(teacup_${name} PROPERTIES EXPORT_NAME ${name}_archive)
        teacup_compile(teacup_${name})
        target_link_libraries(teacup_${name} PUBLIC ${arg_DEPENDS} PRIVATE ${arg_PRIVATE_DEPENDS})
        target_link_libraries(
            teacup_${name}_whole
            INTERFACE "$<LINK_LIBRARY:WHOLE_ARCHIVE,teacup::${name}_archive>"
        )
        teacup_public_headers(teacup_${name} PUBLIC ${arg_HEADERS})
        set_property(GLOBAL APPEND PROPERTY TEACUP_INSTALLED_TARGETS teacup_${name})
    else()  # A folder without files yet, or of headers only.
        target_link_libraries(teacup_${name}_whole INTERFACE ${arg_DEPENDS})
        target_compile_features(teacup_${name}_whole INTERFACE cxx_std_20)
        teacup_public_headers(teacup_${name}_whole INTERFACE ${arg_HEADERS})
    endif()
    set_property(GLOBAL APPEND PROPERTY TEACUP_INSTALLED_TARGETS teacup_${name}_whole)
endfunction()

# Makes <teacup/...> known to whoever links `target`, and its headers installed and verified.
function(teacup_public_headers target scope)
    target_sources(
        ${target} ${scope} FILE_SET HEADERS BASE_DIRS "${TEACUP_INCLUDE_ROOT}" FILES ${ARGN}
    )
    target_include_directories(${target} ${scope} "$<INSTALL_INTERFACE:include>")
endfunction()
