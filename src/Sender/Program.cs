using DemoApp.Sender;
using DemoApp.ServiceDefaults;

return await ServiceProcess.RunAsync(() =>
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.AddServiceDefaults("sender-service", port: 8000, SenderJson.Default, bodyShare: 0.1);   // settings, telemetry, errors, health, faults
    builder.AddReceiverClient();                                                                    // Dapr service invocation, or RECEIVER_SERVICE_URL directly
    var app = builder.Build();
    app.UseServiceDefaults();
    app.MapSend();
    app.MapFaults();
    return app;
});
