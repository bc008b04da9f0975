using DemoApp.DevSidecar.Hosting;
using DemoApp.DevSidecar.RunFile;

// Without a subcommand this executable is the sidecar; the subcommands start and stop several of them from a run file.
var command = SidecarCommand.Create(Sidecar.RunAsync);
foreach (var subcommand in RunFileCommands.Create()) command.Subcommands.Add(subcommand);
return await SidecarCommand.InvokeAsync(command, args);
