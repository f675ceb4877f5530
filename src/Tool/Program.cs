// mlnetcompact inspect model.onnx
// mlnetcompact compact model.onnx --data rows.csv --step unify:maxOutputError=0.01 --step cluster:maxOutputError=0.02 -o small.onnx
// mlnetcompact bench model.onnx small.onnx
return MLNetCompact.Tool.ToolCommand.Run(args, Console.Out, Console.Error);
