# Makes the day of FOLDER anew in SCRATCH and compares it with the files that are there. A test step.
if(NOT PYTHON)
    message("SKIPPED: there is no python3")
    return()
endif()
file(MAKE_DIRECTORY ${SCRATCH})
execute_process(COMMAND ${PYTHON} ${FOLDER}/make-day.py --dir ${SCRATCH} COMMAND_ERROR_IS_FATAL ANY)
foreach(name IN ITEMS contacts.csv shifts.csv)
    execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${FOLDER}/${name} ${SCRATCH}/${name}
        COMMAND_ERROR_IS_FATAL ANY)
endforeach()
