using System.CommandLine.Invocation;
using DemoApp.TenantPage.Hosting;

var parsed = PageCommand.Create(PageProcess.RunAsync).Parse(args);
if (parsed.Action is ParseErrorAction error)
{
    // The reason alone: a page of help would hide it.
    (error.ShowHelp, error.ShowTypoCorrections) = (false, false);
}

try
{
    return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (StartException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
