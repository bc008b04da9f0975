using DemoApp.Receiver;
using DemoApp.ServiceDefaults;

return await ServiceProcess.RunAsync(() =>
{
    var builder = WebApplication.CreateSlimBuilder(args);
    // Twice the Sender's share: a body takes a larger buffer here, and the Sender must not pass on more than there is room for.
    builder.AddServiceDefaults("receiver-service", port: 8001, ReceiverJson.Default, bodyShare: 0.2);   // settings, telemetry, errors, health, faults
    builder.AddMessageProcessor();                                                                      // the simulated database in a Dapr state store
    var app = builder.Build();
    app.UseServiceDefaults();
    app.MapProcess();
    app.MapFaults(hasDatabase: true);
    return app;
});
