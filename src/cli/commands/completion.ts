import { exitCodes, KitError, optionType } from "../../ground/index.ts";
import { defineCommand } from "../command.ts";
import { bashCompletion } from "../completion/bash.ts";
import { commandWords } from "../completion/command-words.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
const shell = optionType.choice(["bash", "zsh", "fish"]);

export const command = defineCommand({
  name: "completion",
  arguments: [{ name: "shell", help: shell.choices!.join(", "), words: () => shell.choices! }],
  options: {},
  examples: [
    "source <(pickup completion bash)     # in ~/.bashrc",
    "source <(pickup completion zsh)      # in ~/.zshrc",
    "pickup completion fish | source      # in ~/.config/fish/config.fish",
  ],
  async run({ world, args, catalogue }) {
    const name = shell.ofText(args[0]!);
    if (optionType.isProblem(name)) {
      throw new KitError("PICKUP_ARGUMENT_INVALID", `shell is ${JSON.stringify(args[0])}: ${name.problem}`, {
        hint: "Write `pickup completion bash`, `zsh` or `fish`.",
      });
    }
    world.stdout.write(scripts[name](await commandWords(catalogue)));
    return exitCodes.passed;
  },
});
