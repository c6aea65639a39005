# `cmake --install` makes a package that find_package(teacup) finds; examples/ are built against it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/teacup")
get_property(targets GLOBAL PROPERTY TEACUP_INSTALLED_TARGETS)
install(
    TARGETS ${targets}
    EXPORT teacup-targets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
)
if(TARGET teacup)
    install(TARGETS teacup RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

install(
    EXPORT teacup-targets
    NAMESPACE teacup::
    DESTINATION "${package_dir}"
)
configure_package_config_file(
    cmake/teacup-config.cmake.in "${PROJECT_BINARY_DIR}/teacup-config.cmake"
    INSTALL_DESTINATION "${package_dir}"
)
write_basic_package_version_file(
    "${PROJECT_BINARY_DIR}/teacup-config-version.cmake" COMPATIBILITY SameMinorVersion
)
install(FILES "${PROJECT_BINARY_DIR}/teacup-config.cmake"
              "${PROJECT_BINARY_DIR}/teacup-config-version.cmake" DESTINATION "${package_dir}"
)

# Where the program looks for what `teacup list scenarios` shows (cli/scenario_library.cpp).
install(
    DIRECTORY "${PROJECT_SOURCE_DIR}/scenarios/library/"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/teacup/scenarios"
    FILES_MATCHING
    PATTERN "*.toml"
)
