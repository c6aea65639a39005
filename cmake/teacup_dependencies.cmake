# Everything teacup takes from the system. These are the only find_package calls of the build; the
# installed package repeats those that a static library still needs when it is linked
# (cmake/teacup-config.cmake.in).

find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(tomlplusplus 3.3 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(simdjson 3.0 REQUIRED)
# Boost.Graph is used, too, which is headers alone: Boost::headers.
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)

# xxHash is used inlined (XXH_INLINE_ALL): a header, no library. Debian has no CMake package of it.
find_path(TEACUP_XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
mark_as_advanced(TEACUP_XXHASH_INCLUDE_DIR)
add_library(xxhash::xxhash INTERFACE IMPORTED)
target_include_directories(xxhash::xxhash INTERFACE "${TEACUP_XXHASH_INCLUDE_DIR}")
target_compile_definitions(xxhash::xxhash INTERFACE XXH_INLINE_ALL)

if(TEACUP_TESTS)
    find_package(GTest 1.12 REQUIRED)
    find_package(rapidcheck REQUIRED)
endif()
if(TEACUP_BENCHMARKS)
    find_package(benchmark 1.7 REQUIRED)
endif()
