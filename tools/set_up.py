"""Create or refresh the isolated environment in .venv, and say in one sentence what is missing.

Run by ``make`` with whatever Python the machine has, so this file keeps to the standard library
and to syntax that an old Python can still read (it must be able to say "too old").
"""

import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
LOCK = os.path.join(ROOT, "requirements.lock")
PROJECT = os.path.join(ROOT, "pyproject.toml")
STAMP = os.path.join(VENV, "installed-from.txt")
OLDEST = (3, 11)


def stop(sentence):
    """End with one sentence that says what to do."""
    sys.stderr.write("\nSet-up stopped: " + sentence + "\n")
    sys.exit(1)


def python_in_venv():
    """Path of the environment's interpreter (Windows keeps it elsewhere)."""
    windows = os.path.join(VENV, "Scripts", "python.exe")
    return windows if os.name == "nt" else os.path.join(VENV, "bin", "python")


def fingerprint():
    """What is installed depends on the Python, the lock, and the project file down to the settings of its tools."""
    digest = hashlib.sha256(repr(sys.version_info[:3]).encode())
    for path in (LOCK, PROJECT):
        with open(path, "rb") as file:
            digest.update(file.read().split(b"\n[tool.")[0])
    return digest.hexdigest()


def is_fresh():
    """True when .venv holds exactly what the lock asks for, so that nothing has to be done."""
    if not os.path.exists(STAMP) or not os.path.exists(python_in_venv()):
        return False
    with open(STAMP) as file:
        return file.read().strip() == fingerprint()


def check_python():
    """Stop when this Python cannot run the course or cannot make environments."""
    if sys.version_info < OLDEST:
        stop(
            "this is Python %d.%d and the course needs %d.%d or newer. Install it, then run: make PYTHON=python3.12 lab"
            % (sys.version_info[0], sys.version_info[1], OLDEST[0], OLDEST[1])
        )
    try:
        import ensurepip  # noqa: F401  (Debian and Ubuntu ship it in a package of its own)
        import venv  # noqa: F401
    except ImportError:
        stop("this Python cannot make environments. On Debian or Ubuntu: sudo apt install python3-venv. Then try again.")


def run(arguments, sentence):
    """Run a command quietly; on failure show its last lines, then the sentence."""
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        text = done.stdout.decode("utf-8", "replace")
        sys.stderr.write("\n".join(text.strip().splitlines()[-8:]) + "\n")
        offline = ("NewConnectionError", "name resolution", "No matching distribution", "ConnectTimeout", "getaddrinfo")
        if any(sign in text for sign in offline):
            stop("the packages could not be downloaded. Connect this machine to the internet and run the command again; what was done is kept.")
        stop(sentence)


def silence_announcements():
    """JupyterLab would ask each new user about news from another host: the course works offline and asks nothing."""
    folder = os.path.join(VENV, "etc", "jupyter", "labconfig")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "page_config.json"), "w") as file:
        file.write('{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}\n')


def main():
    check_python()
    if is_fresh():
        return
    print("Setting up the course in .venv (once, one to three minutes) ...")
    sys.stdout.flush()
    if os.path.exists(STAMP):
        os.remove(STAMP)
    run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        "the folder .venv could not be made. Delete it if it exists, check that you may write here, and try again.",
    )
    pip = [python_in_venv(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(
        pip + ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", LOCK],
        "a package could not be installed; the lines above name it. Run the command again; if it stays, open an issue.",
    )
    run(
        pip + ["--no-deps", "--no-build-isolation", "--editable", ROOT],
        "the package technopolitics itself could not be installed; the lines above say why.",
    )
    # Matplotlib builds its list of fonts once; done here, no lesson waits for it and no output mentions it.
    run([python_in_venv(), "-c", "import matplotlib.font_manager"], "matplotlib does not start; delete .venv and try again.")
    silence_announcements()
    with open(STAMP, "w") as file:
        file.write(fingerprint())


if __name__ == "__main__":
    main()
