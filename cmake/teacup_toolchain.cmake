# How every target of teacup is compiled. Flags go onto targets (teacup_compile), never into
# CMAKE_CXX_FLAGS: only the presets speak for the whole build.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)

# The spelling <teacup/sim/time.hpp> holds in the tree as in an installed package, though the file
# lies at sim/time.hpp: a folder of links in the build tree gives the name (docs/adr/0001).
set(TEACUP_INCLUDE_ROOT "${PROJECT_BINARY_DIR}/include")
file(MAKE_DIRECTORY "${TEACUP_INCLUDE_ROOT}/teacup")

# A faster linker, when the machine has one. It changes no bit of a run, so nobody must install it.
find_program(TEACUP_MOLD NAMES mold)
find_program(TEACUP_LLD NAMES ld.lld)
mark_as_advanced(TEACUP_MOLD TEACUP_LLD)

# Gives `target` the warnings, the determinism flags and the names of files in messages.
function(teacup_compile target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_compile_options(
        ${target}
        PRIVATE -Wall
                -Wextra
                -Wpedantic
                -Wconversion
                -Wsign-conversion
                -Wshadow
                # Designated initialisers leave out what keeps its default: that is their point.
                -Wno-missing-field-initializers
                # GCC 12 sees overlaps in std::string's operator+ that are not there (bug 105651);
                # to be removed with GCC 13.
                $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
                # Clang 19 blames the caller for what std::stable_sort of libstdc++ 12 uses. Goes
                # with GCC 12.
                $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>
                # Reals become integers in the loader; a fused multiply-add would round otherwise on
                # the machines that have one.
                -ffp-contract=off
                # Messages and assertions name "sim/time.hpp", whoever built it wherever.
                "-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/="
                "-fmacro-prefix-map=${TEACUP_INCLUDE_ROOT}/teacup/="
    )
    set_target_properties(${target} PROPERTIES COMPILE_WARNING_AS_ERROR ON)
endfunction()

# The path that every simulated event takes, at -O3: 4 to 5 percent more events, and it is small.
option(TEACUP_FAST_CORE "Compile the machine and the processes with -O3" OFF)
set(TEACUP_CORE_FLAGS $<$<BOOL:${TEACUP_FAST_CORE}>:-O3>)

# Links the executable `target` with the fast linker, if there is one.
function(teacup_link target)
    if(TEACUP_MOLD)
        target_link_options(${target} PRIVATE -fuse-ld=mold)
    elseif(TEACUP_LLD)
        target_link_options(${target} PRIVATE -fuse-ld=lld)
    endif()
endfunction()
