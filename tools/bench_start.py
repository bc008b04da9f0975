#!/usr/bin/env python3
"""The second half of `make bench`: size, start and idle memory of both services, native beside JIT, in turn within one run.

Environment: ROUNDS (10) starts of each, IDLE_SECONDS (5) from the first answer to the reading of the memory.
"""
import http.client
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROUNDS = int(os.environ.get("ROUNDS", "10"))
IDLE_SECONDS = float(os.environ.get("IDLE_SECONDS", "5"))
SERVICES = ("Sender", "Receiver")
MB = 1_000_000


def native(service):
    return ROOT / "artifacts/native" / service.lower() / service


def jit(service):
    return ROOT / "src" / service / "bin/Release/net10.0" / service


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def healthy(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def rss(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024 / MB


def start(executable, **variables):
    """Milliseconds from the start of the process to its first 200 on GET /health, and its MB of memory after idling."""
    port = free_port()
    environment = os.environ | {"ASPNETCORE_URLS": f"http://127.0.0.1:{port}", "STATE_STORE": "none"} | variables
    begin = time.perf_counter()
    process = subprocess.Popen([executable], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not healthy(port):
            if process.poll() is not None or time.perf_counter() - begin > 30:
                sys.exit(f"{executable} gives no 200 on GET /health; its exit code is {process.poll()}")
            time.sleep(0.001)
        milliseconds = (time.perf_counter() - begin) * 1000
        time.sleep(IDLE_SECONDS)
        return milliseconds, rss(process.pid)
    finally:
        process.terminate()
        process.wait()


def folder_size(folder):
    """Bytes of a folder's own files, symbols and documentation left out; below a project's output are those of other architectures."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file() and file.suffix not in (".pdb", ".xml"))


def frameworks_size():
    """The shared frameworks that a JIT build needs beside it, of the newest version here."""
    lines = subprocess.run(["dotnet", "--list-runtimes"], check=True, capture_output=True, text=True).stdout.splitlines()
    newest = {}
    for line in lines:
        name, version, folder = line.split(" ", 2)
        if version.startswith("10."):
            newest[name] = pathlib.Path(folder.strip("[]")) / version
    return sum(folder_size(newest[name]) for name in ("Microsoft.NETCore.App", "Microsoft.AspNetCore.App"))


def image_size(service):
    """Bytes of the newest image that build-local made of a service, unpacked and with its base; None where there is none."""
    if shutil.which("docker") is None:
        return None
    title = f"label=org.opencontainers.image.title=demo-app {service.lower()}"
    images = subprocess.run(["docker", "image", "ls", "-q", "--filter", title], capture_output=True, text=True)
    if images.returncode != 0 or not images.stdout:
        return None
    newest = images.stdout.split()[0]
    return int(subprocess.run(["docker", "image", "inspect", "--format", "{{.Size}}", newest], check=True, capture_output=True, text=True).stdout)


def main():
    if sys.platform != "linux":
        sys.exit("Memory is read from /proc: this bench is for Linux.")
    print(f"\nSize, start and idle memory, medians of {ROUNDS} starts of each, in turn\n")
    print("| | native | JIT | JIT / native |\n| --- | --- | --- | --- |")
    frameworks = frameworks_size()
    for service in SERVICES:
        results = {"native": [], "jit": []}
        for _ in range(ROUNDS):
            results["native"].append(start(native(service)))
            results["jit"].append(start(jit(service)))
        name = service
        sizes = native(service).stat().st_size / MB, folder_size(jit(service).parent) / MB
        rows = [
            (f"{name}: executable, for JIT with its assemblies, MB", *sizes),
            (f"{name}: what an image has above the libraries of the system, MB", sizes[0], sizes[1] + frameworks / MB),
            (f"{name}: start to first GET /health, ms", *(statistics.median(r[0] for r in results[kind]) for kind in ("native", "jit"))),
            (f"{name}: RSS after {IDLE_SECONDS:g} s idle, MB", *(statistics.median(r[1] for r in results[kind]) for kind in ("native", "jit"))),
        ]
        for label, first, second in rows:
            print(f"| {label} | {first:.1f} | {second:.1f} | {second / first:.1f} |")
        image = image_size(service)
        print(f"| {name}: image with its base, unpacked, MB | {image / MB:.1f} | | |" if image else f"| {name}: image with its base | no image here: make build-local | | |")


main()
