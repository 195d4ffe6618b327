"""The phases on machines that are not Lambda: processes of threads that poll the queue.

supervisor   starts processes, replaces those that end, stops them all   (parent)
health       answers over HTTP whether they are alive and ready          (parent)
process      one process: threads, signals, the time left to stop        (child)
loop         one thread: receive, handle, delete, give back              (child)
"""
