using System.CommandLine;

namespace DemoApp.Tenants.RunFile;

/// <summary>The subcommand <c>run-file</c>.</summary>
internal static class RunFileCommand
{
    /// <summary>Makes it; what it tells goes to <paramref name="output"/>: a line for each app, with its tenant, app-id and port.</summary>
    public static Command Create(Option<string> list, TextWriter output)
    {
        var names = new Argument<string[]>("tenants") { Description = "Names of the list; none keeps the template's own apps", Arity = ArgumentArity.ZeroOrMore };
        var template = new Option<string>("--template") { Description = "The run file for one tenant", DefaultValueFactory = _ => "dapr.yaml" };
        var folder = new Option<string>("--output", "-o") { Description = "The folder to write to", DefaultValueFactory = _ => ".dapr/run" };
        var step = new Option<int>("--port-step") { Description = "How far a tenant's ports are from those of the one before it in the list", DefaultValueFactory = _ => 100 };
        var collector = new Option<string?>("--collector") { Description = "Where sidecars send spans, instead of where the template says", HelpName = "host:port" };
        step.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var distance) || distance is < 1 or > ushort.MaxValue))
            {
                result.AddError($"--port-step is \"{result.Tokens[0].Value}\", but must be a number from 1 to {ushort.MaxValue}");
            }
        });

        var command = new Command("run-file", "Make a Dapr run file in which several tenants run at once") { names, template, folder, step, collector };
        command.SetAction(parsed =>
        {
            var tenants = TenantList.Read(parsed.GetRequiredValue(list)).Places(parsed.GetValue(names) ?? []);
            var options = new TenantRunOptions(
                parsed.GetRequiredValue(template), parsed.GetRequiredValue(folder), parsed.GetValue(step), parsed.GetValue(collector));
            foreach (var app in TenantRunFile.Write(tenants, options))
            {
                output.WriteLine($"{app.Tenant ?? "-"} {app.AppId} {app.Port ?? "-"}");
            }
        });
        return command;
    }
}
