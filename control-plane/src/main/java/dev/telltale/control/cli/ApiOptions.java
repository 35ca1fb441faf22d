// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of every verb that asks the API, and what all of them do alike. */
public final class ApiOptions {
  private static final String DEFAULT_API = "http://127.0.0.1:8080";

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "Where the API is. Default: TELLTALE_API_URL, else " + DEFAULT_API + ".")
  private @Nullable String api;

  @Option(names = "--json", description = "Prints the API's answer, in one line.")
  private boolean json;

  @SuppressWarnings("unused") // picocli asks for it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  /** Asks the API something. */
  public interface Question {
    /**
     * Asks it.
     *
     * @throws CommandFailure when it is not answered
     */
    JsonNode ask(Api api) throws CommandFailure;
  }

  /**
   * Asks, and prints the answer.
   *
   * @param print for people
   * @return the exit code: 0, or 1 for a failure, which was told on stderr
   */
  public int run(
      CommandSpec command,
      Map<String, String> environment,
      Question question,
      BiConsumer<JsonNode, PrintWriter> print) {
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    try {
      JsonNode answer = question.ask(client(command, environment));
      if (json) {
        out.println(answer);
      } else {
        print.accept(answer, out);
      }
      return 0;
    } catch (CommandFailure e) {
      e.lines().forEach(err::println);
      if (json && e.answer() != null) {
        out.println(e.answer());
      }
      return 1;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private Api client(CommandSpec command, Map<String, String> environment) {
    String url = api == null ? environment.getOrDefault("TELLTALE_API_URL", DEFAULT_API) : api;
    return new Api(uri(command, url), ApiKey.of(environment).orElse(null));
  }

  private static URI uri(CommandSpec command, String url) {
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw notUrl(command, url);
    }
    throw notUrl(command, url);
  }

  private static ParameterException notUrl(CommandSpec command, String url) {
    return new ParameterException(
        command.commandLine(), "--api: " + url + " (expected: http://HOST:PORT)");
  }
}
