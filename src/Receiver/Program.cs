using DemoApp.Receiver;
using DemoApp.ServiceDefaults;

return await ServiceProcess.RunAsync(async () =>
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.AddServiceDefaults("receiver-service", port: 8001, ReceiverJson.Default);   // settings, telemetry, errors, health, faults
    builder.AddMessageProcessor();                                                      // the simulated database in a Dapr state store
    var app = builder.Build();
    app.UseServiceDefaults();
    app.MapProcess();
    app.MapFaults(hasDatabase: true);
    await app.RunAsync();
});
