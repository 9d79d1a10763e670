# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's thread and the listener's wait for nothing but their own loop."""
RULE = "No call that blocks on the main thread of the application or in the listener's loop."

SLEEPS = r"(?:sleep|usleep|nanosleep|g_usleep|system|popen|getaddrinfo|gethostbyname|g_thread_join" \
         r"|g_spawn_sync|g_spawn_command_line_sync)"
FILES = r"(?:fopen|fread|fwrite|open|read|write|opendir|g_fopen|g_file_get_contents|g_file_set_contents" \
        r"|g_key_file_load_from_file|g_key_file_save_to_file|g_dir_open|g_mkdir_with_parents" \
        r"|g_file_(?:load_contents|load_bytes|replace_contents|read|query_info|query_exists|create" \
        r"|replace|append_to|delete|copy|move|enumerate_children|make_directory" \
        r"|make_directory_with_parents))"
NETWORK = r"(?:soup_session_send|soup_session_send_and_read|soup_session_send_and_splice" \
          r"|secret_\w+_sync|g_dbus_\w+_sync|g_bus_get_sync|g_input_stream_read(?:_all)?" \
          r"|g_output_stream_write(?:_all)?)"
WAITS = r"(?:g_main_loop_run|g_main_context_iteration|gtk_test_(?!accessible_)\w+|g_async_queue_pop|g_cond_wait)"

SCREENS = rf"\b({SLEEPS}|{FILES}|{NETWORK}|{WAITS}|sqlite3_\w+) \("
LOOP = rf"\b({SLEEPS}|fopen|g_fopen|g_file_get_contents|g_key_file_load_from_file" \
       rf"|parvis_store_apply|soup_\w+) \("
# The sync engine's worker does the work on disk and is joined at the end; no file of it may wait
# for the network or sleep.
SYNC = rf"\b(?!g_thread_join)({SLEEPS}|{NETWORK}|g_main_loop_run) \("
# What runs before the loop does, the door for callers that have no loop, and the operators' routes,
# which run on the pool.
BESIDE_THE_LOOP = ("parvis-config.c", "parvis-socket.c", "parvis-service.c",
                   "parvis-routes-operator.c")
# What the worker of the replica calls for its key.
ON_THE_WORKER = ("parvis-replica-key.c",)
# Programs of their own, without a loop.
NO_LOOP = ("parvis-scanner.c",)


def check(file):
    if not file.is_c:
        return
    if file.name in ON_THE_WORKER + NO_LOOP:
        return
    if file.below("app/sync"):
        pattern = SYNC
    elif file.below("app"):
        pattern = SCREENS
    elif file.below("service/http") and file.name not in BESIDE_THE_LOOP:
        pattern = LOOP
    else:
        return
    for line, match in file.search(pattern):
        yield line, f"{match.group(1)}() blocks"
