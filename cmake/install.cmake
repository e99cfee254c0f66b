# Installation: libraries, headers, the command, its manual page, and what find_package and
# pkg-config need. Everything is found relative to where it lies, so that a prefix may be moved.
include(CMakePackageConfigHelpers)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/usher)

install(TARGETS usher EXPORT usher-targets FILE_SET HEADERS)
install(EXPORT usher-targets NAMESPACE usher:: DESTINATION ${config_dir})
if(TARGET usher_load)
    install(TARGETS usher_load EXPORT usher-load-targets FILE_SET HEADERS)
    install(EXPORT usher-load-targets NAMESPACE usher:: DESTINATION ${config_dir})
endif()
if(TARGET usher_inbox)
    install(TARGETS usher_inbox EXPORT usher-inbox-targets FILE_SET HEADERS)
    install(EXPORT usher-inbox-targets NAMESPACE usher:: DESTINATION ${config_dir})
endif()

configure_package_config_file(
    ${PROJECT_SOURCE_DIR}/cmake/usher-config.cmake.in
    ${PROJECT_BINARY_DIR}/usher-config.cmake
    INSTALL_DESTINATION ${config_dir}
    NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/usher-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES
    ${PROJECT_BINARY_DIR}/usher-config.cmake
    ${PROJECT_BINARY_DIR}/usher-config-version.cmake
    DESTINATION ${config_dir})

# The way from a .pc file up to its prefix: ../.. for lib/pkgconfig, one more for a multiarch lib.
file(RELATIVE_PATH pc_to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" pc_to_prefix ${pc_to_prefix})
# A static library brings what it needs; a shared one has it already.
if(BUILD_SHARED_LIBS)
    set(pc_load_requires "usher")
    set(pc_load_requires_private "yaml-0.1")
    set(pc_inbox_threads "")
else()
    set(pc_load_requires "usher, yaml-0.1")
    set(pc_load_requires_private "")
    set(pc_inbox_threads " -pthread")
endif()
set(pc_files usher)
foreach(library IN ITEMS load inbox)
    if(TARGET usher_${library})
        list(APPEND pc_files usher-${library})
    endif()
endforeach()
foreach(name IN LISTS pc_files)
    configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

if(TARGET usher_command)
    if(BUILD_SHARED_LIBS)
        file(RELATIVE_PATH bin_to_lib /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
        set_target_properties(usher_command PROPERTIES INSTALL_RPATH "$ORIGIN/${bin_to_lib}")
    endif()
    install(TARGETS usher_command)
endif()
foreach(library IN ITEMS usher_load usher_inbox)
    if(BUILD_SHARED_LIBS AND TARGET ${library})
        set_target_properties(${library} PROPERTIES INSTALL_RPATH "$ORIGIN")
    endif()
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/docs/usher.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
