// A collector that a test can kill: takes OTLP over gRPC on the port given and writes each export to the file given before it answers.
using System.Globalization;
using DemoApp.TestSupport;

var journal = new OtlpJournal(args[1]);
await using var collector = await OtlpReceiver.StartAsync(int.Parse(args[0], CultureInfo.InvariantCulture));
collector.BeforeAnswer = async request =>
{
    journal.Write(request);
    // Long enough that an end at any moment is likely one between an export and its answer.
    await Task.Delay(50);
};
Console.WriteLine("Ready");
await Task.Delay(Timeout.Infinite);
