using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants.RunFile;

/// <summary>Moves every port of the template by the same distance, wherever an app's entry has it: in its keys, its variables and its command.</summary>
internal sealed partial class PortShift(IEnumerable<YamlMappingNode> templateApps, int distance)
{
    private static readonly string[] Keys = ["appPort", "daprHTTPPort", "daprGRPCPort", "daprInternalGRPCPort", "metricsPort", "profilePort"];

    private readonly HashSet<int> _ofTemplate = [.. templateApps.SelectMany(PortsOf).Select(port => port.Number)];

    /// <summary>The ports that an app's entry sets; one that it leaves to the system (-1, 0) is none.</summary>
    public static IEnumerable<(string Key, int Number)> PortsOf(YamlMappingNode app) =>
        Keys.Select(key => (key, Number: int.TryParse(app.Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0))
            .Where(port => port.Number > 0);

    /// <summary>Changes an app's entry.</summary>
    public void Apply(YamlMappingNode app)
    {
        foreach (var (key, number) in PortsOf(app).ToList())
        {
            app.Set(key, new YamlScalarNode(Text(number + distance)));
        }

        foreach (var (name, value) in app.Map("env").Children)
        {
            if (value is YamlScalarNode { Value: { } text } variable)
            {
                variable.Value = PortVariable().IsMatch(name.ToString()) ? Shift(Number(), text) : Shift(LocalAddress(), text);
            }
        }

        foreach (var word in app.List("command").OfType<YamlScalarNode>())
        {
            word.Value = Shift(LocalAddress(), word.Value ?? "");
        }
    }

    private string Shift(Regex pattern, string text) => pattern.Replace(text, match =>
        int.TryParse(match.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && _ofTemplate.Contains(number)
            ? Text(number + distance)
            : match.Value);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("PORTS?$", RegexOptions.CultureInvariant)]
    private static partial Regex PortVariable();

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    // The host of an address that means this machine, as in http://127.0.0.1:8000 and http://+:8000.
    [GeneratedRegex(@"(?<=(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|\*|\+):)\d+", RegexOptions.CultureInvariant)]
    private static partial Regex LocalAddress();
}
