using RdpMedic.Cli;

// What the command line cannot make sense of is said in a sentence and ends with 2, so that scripts can tell it from a demo that did not go well.
var parsed = CommandLine.Make().Parse(args.Length == 0 ? ["--help"] : args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine("See --help.");
    return 2;
}

return await parsed.InvokeAsync();
