using System.CommandLine;
using DemoApp.Tenants.RunFile;

namespace DemoApp.Tenants;

/// <summary>The command line: list, namespace, values, run-file.</summary>
public static class TenantCommands
{
    /// <summary>Makes the commands; what they tell goes to <paramref name="output"/>.</summary>
    public static RootCommand Create(TextWriter output)
    {
        var file = new Option<string>("--file", "-f")
        {
            Description = "The list",
            DefaultValueFactory = _ => "tenants.yaml",
            Recursive = true,
        };
        var name = new Argument<string>("tenant") { Description = "A name of the list" };

        var list = new Command("list", "Names and namespaces, one tenant a line");
        list.SetAction(parsed =>
        {
            foreach (var tenant in TenantList.Read(parsed.GetRequiredValue(file)).Tenants)
            {
                output.WriteLine($"{tenant.Name} {tenant.Namespace}");
            }
        });

        var @namespace = new Command("namespace", "The tenant's namespace") { name };
        @namespace.SetAction(parsed => output.WriteLine(TenantList.Read(parsed.GetRequiredValue(file)).Find(parsed.GetRequiredValue(name)).Namespace));

        var values = new Command("values", "Values of charts/demo-app for the tenant's release") { name };
        values.SetAction(parsed => ReleaseValues.Write(TenantList.Read(parsed.GetRequiredValue(file)).Find(parsed.GetRequiredValue(name)), output));

        return new RootCommand("Tells what the list of tenants says.") { file, list, @namespace, values, RunFileCommand.Create(file, output) };
    }
}
