"""One subcommand of ``onebed`` a file; :data:`COMMANDS` lists them in the order ``onebed --help`` shows."""

COMMANDS: dict[str, str] = {
    "allocate": "Give every waiting patient the best bed of the whole hospital, and say why.",
    "explain": "Say why a request gets its bed or none, and why it does not get another.",
    "schedule": "Make tomorrow's operating-room list: room, order, start and surgeon, with the risk of running over.",
    "check": "Read a hospital, a surgical day or an operating-room log; say all that is wrong, or how large it is.",
    "serve": "Start the live board and the HTTP API.",
    "rebuild": "Replay the log and compare it with the stored state; proves that they agree, or mends the state.",
    "generate": (
        "Write a synthetic tertiary hospital (三甲综合医院) with patients and requests, or a surgical day of one."
    ),
    "simulate": "Ask what would happen: simulate the hospital under a scenario, with honest intervals.",
    "plan": ("Plan the coming weeks: who is admitted when, in which room, operated in which theatre, nursed by whom."),
    "template": (
        "Write the tables that a hospital fills in: a workbook, the same as CSV files, and what each column means."
    ),
    "version": "Print the installed version.",
    "token": "Access tokens for people and systems.",
}
"""Help by name; the module of that name holds the function of that name, or ``app`` when it has subcommands.

Modules load when they are called: solvers, charts and the web together take seconds, of which each command needs some.
"""
