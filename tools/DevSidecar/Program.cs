using DemoApp.DevSidecar.Hosting;

return await SidecarCommand.RunAsync(args, Sidecar.RunAsync);
