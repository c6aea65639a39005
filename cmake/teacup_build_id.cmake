# Run while building: cmake -DSOURCE_DIR=... -DTEACUP_VERSION=... -DOUTPUT=... -P this file.
# Writes OUTPUT from cli/build_id.cpp.in, and leaves it alone when nothing has changed.
set(patterns *.cpp *.hpp *.css *.html *.js)
foreach(folder sim model faults scenarios reports cli)
    list(TRANSFORM patterns PREPEND "${SOURCE_DIR}/${folder}/" OUTPUT_VARIABLE wanted)
    file(GLOB_RECURSE files ${wanted})
    list(APPEND sources ${files})
endforeach()
list(SORT sources)
set(hashes "")
foreach(source IN LISTS sources)
    file(RELATIVE_PATH name "${SOURCE_DIR}" "${source}")
    file(SHA256 "${source}" hash)
    string(APPEND hashes "${name} ${hash}\n")
endforeach()
string(SHA256 hash "${hashes}")
string(SUBSTRING "${hash}" 0 12 TEACUP_BUILD_ID)

# Only its own checkout counts: unpacked into another repository it has no commit.
find_program(GIT NAMES git)
if(GIT AND EXISTS "${SOURCE_DIR}/.git")
    execute_process(
        COMMAND "${GIT}" -C "${SOURCE_DIR}" describe --always --dirty --abbrev=12
        OUTPUT_VARIABLE commit
        OUTPUT_STRIP_TRAILING_WHITESPACE
        ERROR_QUIET
        RESULT_VARIABLE failed
    )
    if(NOT failed)
        set(TEACUP_BUILD_ID "${commit}-${TEACUP_BUILD_ID}")
    endif()
endif()
configure_file("${SOURCE_DIR}/cli/build_id.cpp.in" "${OUTPUT}" @ONLY)
