"""Generated tests: every address, command, task and signature, asked by somebody who must get nothing."""
