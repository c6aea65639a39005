# Run while building: cmake -DFOLDER=... -DSTYLE=... -DSCRIPTS=a.js,b.js -DPREFIX=... -DOUTPUT=...
# -P this file. Writes the source that teacup_embed_page promises.
cmake_minimum_required(VERSION 3.25)

# Bytes as hexadecimal digits to the base64 of a content security policy.
function(base64 hex out)
    set(letters "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    set(text "")
    string(LENGTH "${hex}" length)
    math(EXPR padding "(6 - ${length} % 6) % 6 / 2")
    string(REPEAT "00" ${padding} zeros)
    string(REGEX MATCHALL "......" groups "${hex}${zeros}")
    foreach(group IN LISTS groups)
        foreach(shift IN ITEMS 18 12 6 0)
            math(EXPR at "(0x${group} >> ${shift}) & 63")
            string(SUBSTRING "${letters}" ${at} 1 letter)
            string(APPEND text "${letter}")
        endforeach()
    endforeach()
    string(LENGTH "${text}" length)
    math(EXPR length "${length} - ${padding}")
    string(SUBSTRING "${text}" 0 ${length} text)
    string(REPEAT "=" ${padding} signs)
    set(${out} "${text}${signs}" PARENT_SCOPE)
endfunction()

function(policy_hash text out)
    string(SHA256 hex "${text}")
    base64("${hex}" hash)
    set(${out} "'sha256-${hash}'" PARENT_SCOPE)
endfunction()

# A function of C++ that gives `text`, as an array of bytes: a string literal may be too long.
function(accessor name text out)
    string(HEX "${text}" hex)
    string(REGEX REPLACE "(................................)" "\\1\n" lines "${hex}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${lines}")
    set(code "namespace {\nconstexpr char ${name}_bytes[] = {\n${bytes}};\n}  // namespace\n\n")
    string(APPEND code "std::string_view ${name}() noexcept {\n"
                       "    return {${name}_bytes, sizeof(${name}_bytes)};\n}\n\n"
    )
    set(${out} "${code}" PARENT_SCOPE)
endfunction()

file(READ "${FOLDER}/page.html" page)
file(READ "${FOLDER}/${STYLE}" style)
set(script "\n")
string(REPLACE "," ";" SCRIPTS "${SCRIPTS}")
foreach(name IN LISTS SCRIPTS)
    file(READ "${FOLDER}/${name}" text)
    string(APPEND script "// ==== ${name}\n${text}\n")
endforeach()
policy_hash("${style}" style_hash)
policy_hash("${script}" script_hash)

string(REPLACE "@style_hash@" "${style_hash}" page "${page}")
string(REPLACE "@script_hash@" "${script_hash}" page "${page}")
string(REPLACE "@style@" "${style}" page "${page}")
string(REPLACE "@script@" "${script}" page "${page}")
string(FIND "${page}" "@data@" at)
if(at EQUAL -1)
    message(FATAL_ERROR "${FOLDER}/page.html has no place for data")
endif()
string(SUBSTRING "${page}" 0 ${at} before)
math(EXPR at "${at} + 6")
string(SUBSTRING "${page}" ${at} -1 after)

accessor(${PREFIX}_before_data "${before}" before_code)
accessor(${PREFIX}_after_data "${after}" after_code)
get_filename_component(folder "${FOLDER}" NAME)
file(WRITE "${OUTPUT}"
     "// Written by cmake/teacup_write_page.cmake from the files of reports/${folder}.\n"
     "#include <teacup/reports/${folder}/frame.hpp>\n\nnamespace teacup::reports {\n\n"
     "${before_code}${after_code}}  // namespace teacup::reports\n"
)
