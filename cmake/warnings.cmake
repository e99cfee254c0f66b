# The warnings under which all code of this repository is clean, with gcc and clang, 32 and 64 bit.
# Whether one stops the build is CMAKE_COMPILE_WARNING_AS_ERROR's choice (presets dev, tsan, fuzz).
set(usher_warnings
    -Wall -Wextra -Wpedantic
    -Wconversion -Wsign-conversion
    -Wshadow
    -Wvla
    -Wswitch-enum
    -Wmissing-prototypes -Wstrict-prototypes
    -Wundef)

function(usher_warn target)
    if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
        target_compile_options(${target} PRIVATE ${usher_warnings})
    endif()
endfunction()
