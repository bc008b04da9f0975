using System.CommandLine;

namespace DemoApp.Tenants;

/// <summary>The command line: list, namespace, values, missing-viewers, words.</summary>
public static class TenantCommands
{
    /// <summary>Makes the commands.</summary>
    /// <param name="output">Takes their results.</param>
    /// <param name="notes">Takes what only a person reads.</param>
    public static RootCommand Create(TextWriter output, TextWriter notes)
    {
        var file = new Option<string>("--file", "-f")
        {
            Description = "The list; TENANTS_FILE is the default, else tenants.yaml",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("TENANTS_FILE") is { Length: > 0 } path ? path : "tenants.yaml",
            Recursive = true,
        };
        var agent = new Option<string>("--agent")
        {
            Description = "Where the collectors' agents are",
            HelpName = "namespace/service",
            DefaultValueFactory = _ => $"{AgentAddress.Default.Namespace}/{AgentAddress.Default.Service}",
            Recursive = true,
        };
        var name = new Argument<string>("tenant") { Description = "A name of the list" };

        var list = new Command("list", "Names and namespaces, one tenant a line");
        list.SetAction(parsed =>
        {
            foreach (var tenant in Read(parsed).Tenants)
            {
                output.WriteLine($"{tenant.Name} {tenant.Namespace}");
            }
        });

        var instead = new Option<string>("--instead") { Description = "A namespace to check and print instead of the list's" };
        var @namespace = new Command("namespace", "The tenant's namespace") { name, instead };
        @namespace.SetAction(parsed =>
        {
            var tenants = Read(parsed);
            var tenant = tenants.Find(parsed.GetRequiredValue(name));
            output.WriteLine(parsed.GetValue(instead) is { Length: > 0 } other ? tenants.Move(tenant, other, notes) : tenant.Namespace);
        });

        var over = new Option<string>("--over") { Description = "A values file that the release has, too; an agent that it names stays" };
        var values = new Command("values", "Values of charts/demo-app for the tenant's release") { name, over };
        values.SetAction(parsed =>
            ReleaseValues.Write(Read(parsed).Find(parsed.GetRequiredValue(name)), Agent(parsed), parsed.GetValue(over), output));

        var viewers = new Option<bool>("--viewers") { Description = "Whether viewers are installed" };
        var missing = new Command("missing-viewers", "Say which tenants' telemetry goes to a viewer that is not installed") { viewers };
        missing.SetAction(parsed =>
        {
            var names = MissingViewers.Find(Read(parsed), Agent(parsed), parsed.GetValue(viewers));
            if (names.Count > 0)
            {
                notes.WriteLine(
                    $"Note: {parsed.GetValue(file)} sends the telemetry of {string.Join(", ", names)} to viewers that are not installed. " +
                    "It will be lost: name your backends there, or install the viewers (VIEWER=true).");
            }
        });

        var text = new Argument<string>("text") { Description = "What to split" };
        var words = new Command("words", "Split a text as a shell does, each word with a NUL behind it") { text };
        words.SetAction(parsed => output.Write(string.Concat(ShellWords.Split(parsed.GetRequiredValue(text)).Select(word => word + '\0'))));

        return new RootCommand("Tells what the list of tenants says.") { file, agent, list, @namespace, values, missing, words };

        AgentAddress Agent(ParseResult parsed) => AgentAddress.Parse(parsed.GetRequiredValue(agent));

        TenantList Read(ParseResult parsed) => TenantList.Read(parsed.GetRequiredValue(file), Agent(parsed));
    }
}
