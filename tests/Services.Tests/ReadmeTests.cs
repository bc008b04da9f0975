using DemoApp.Receiver;
using DemoApp.Sender;
using DemoApp.ServiceDefaults;
using DemoApp.TestSupport;

namespace DemoApp.Services.Tests;

public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Configuration_EveryVariableThatIsRead_IsInTheTable()
    {
        var asked = new HashSet<string>();
        var variables = new SettingReader(name =>
        {
            asked.Add(name);
            return null;
        });
        ServiceSettings.Read(variables, "x");
        SenderSettings.Read(variables);
        ReceiverSettings.Read(variables);

        Assert.True(asked.Count > 20);
        Assert.All(asked, name => Assert.True(IsDocumented(name), $"{name} is not in README.md"));
    }

    [Theory]
    [InlineData("make run")]
    [InlineData("make test")]
    public void Command_OfTheReadme_IsATargetOfTheMakefile(string command)
    {
        Assert.Contains($"\n{command}\n", Readme, StringComparison.Ordinal);
        Assert.Contains($"\n{command["make ".Length..]}:", File.ReadAllText(Path.Combine(Repository.Root, "Makefile")), StringComparison.Ordinal);
    }

    private static bool IsDocumented(string name)
    {
        foreach (var signal in (ReadOnlySpan<string>)["TRACES", "METRICS", "LOGS"])
        {
            if (name.StartsWith($"OTEL_EXPORTER_OTLP_{signal}_", StringComparison.Ordinal))
            {
                return Readme.Contains("`OTEL_EXPORTER_OTLP_{TRACES,METRICS,LOGS}_…`", StringComparison.Ordinal);
            }

            if (name == $"OTEL_{signal}_EXPORTER")
            {
                return Readme.Contains("`OTEL_{TRACES,METRICS,LOGS}_EXPORTER`", StringComparison.Ordinal);
            }
        }

        if (name.StartsWith("OTEL_BSP_", StringComparison.Ordinal) || name.StartsWith("OTEL_BLRP_", StringComparison.Ordinal))
        {
            return Readme.Contains("`OTEL_{BSP,BLRP}_{MAX_QUEUE_SIZE,MAX_EXPORT_BATCH_SIZE,SCHEDULE_DELAY}`", StringComparison.Ordinal);
        }

        if (name.StartsWith("K8S_", StringComparison.Ordinal))
        {
            var row = Readme.Split('\n').Single(line => line.StartsWith("| `K8S_{", StringComparison.Ordinal));
            return row.Split('{', '}')[1].Split(',').Contains(name["K8S_".Length..]);
        }

        return name is "OTEL_EXPORTER_OTLP_TIMEOUT" or "OTEL_EXPORTER_OTLP_COMPRESSION"
            ? Readme.Contains($"`{name["OTEL_EXPORTER_OTLP".Length..]}`", StringComparison.Ordinal)
            : Readme.Contains($"`{name}`", StringComparison.Ordinal);
    }
}
