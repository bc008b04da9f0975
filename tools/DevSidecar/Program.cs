using System.CommandLine;
using DemoApp.DevSidecar.RunFile;

var root = new RootCommand("A Dapr sidecar for development, and a runner for Dapr's run file");
foreach (var command in RunFileCommands.Create())
    root.Subcommands.Add(command);
return root.Parse(args).Invoke();
