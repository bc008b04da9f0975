using DemoApp.DevSidecar.RunFile.Ports;
using DemoApp.DevSidecar.RunFile.Processes;

namespace DemoApp.DevSidecar.RunFile.State;

/// <summary>One app of a run as its state file tells it.</summary>
internal sealed record AppState(string AppId, AppPorts Ports, ProcessMark? App, ProcessMark? Sidecar, int? AppExitCode, int? SidecarExitCode);
