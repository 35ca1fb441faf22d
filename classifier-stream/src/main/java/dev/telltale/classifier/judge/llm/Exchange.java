// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.llm;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.Answer.FailureKind;
import dev.telltale.classifier.judge.Question;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question, or several about one target, put to a model: by a strict schema where the model
 * takes one. The first question to a model shows whether it does; if not, the answer is asked for
 * in words and read leniently, and of one question there is one more attempt if that fails. Used
 * once, by one thread.
 */
final class Exchange {
  private static final Logger LOGGER = LoggerFactory.getLogger(Exchange.class);
  private static final int LONGEST_REPEATED = 4_000;
  private static final int TOKENS_AN_ANSWER = 300;

  private final Provider provider;
  private final String model;
  private final Dialect dialect;
  private final List<Question> questions;
  private final String transcript;
  private Prompt.Form form;
  private Usage usage = Usage.NONE;
  private boolean answered;
  private boolean reported = true;

  Exchange(Provider provider, String model, Prompt prompt, List<Question> questions) {
    this.provider = provider;
    this.model = model;
    this.dialect = provider.dialect(model);
    this.questions = questions;
    this.transcript = prompt.transcript(questions.get(0).request());
    this.form =
        dialect.schema() == Dialect.Schema.NOT_TAKEN ? Prompt.Form.WORDS : Prompt.Form.SCHEMA;
  }

  /** A verdict for each question, in their order; whatever goes wrong is one. */
  List<Answer.Verdict> verdicts() {
    try {
      ChatResponse response = ask();
      return response.finishReason() == FinishReason.CONTENT_FILTER
          ? all(new Answer.Failed(FailureKind.REFUSED, null))
          : inOrder(read(text(response)));
    } catch (RuntimeException e) {
      // The message may hold what the provider echoes of the conversation: only its kind is told.
      LOGGER
          .atDebug()
          .addKeyValue("signal", questions.get(0).signal().definition().getSignal())
          .addKeyValue("provider", provider.name())
          .addKeyValue("error", e.getClass().getSimpleName())
          .log("model gives no answer");
      return all(Fault.of(e).verdict());
    }
  }

  /** How the last answer was asked for. */
  Prompt.Form form() {
    return form;
  }

  /** What all calls took together; empty when the provider does not say, or did not answer. */
  Optional<Usage> usage() {
    return answered && reported ? Optional.of(usage) : Optional.empty();
  }

  private Map<Integer, Answer.Labelled> read(String text) {
    Optional<Map<Integer, Answer.Labelled>> exact = AnswerReader.exact(text, questions);
    if (exact.isPresent()) {
      if (form == Prompt.Form.SCHEMA) {
        dialect.learn(Dialect.Schema.TAKEN);
      }
      return exact.get();
    }
    if (form == Prompt.Form.SCHEMA && dialect.schema() == Dialect.Schema.UNKNOWN) {
      takesNoSchema();
    }
    Map<Integer, Answer.Labelled> lenient = AnswerReader.lenient(text, questions);
    if (!lenient.isEmpty() || questions.size() > 1) {
      return lenient;
    }
    return repaired(text);
  }

  private Map<Integer, Answer.Labelled> repaired(String text) {
    List<ChatMessage> messages = messages();
    String repeated =
        text.isBlank() ? "-" : text.substring(0, Math.min(text.length(), LONGEST_REPEATED));
    messages.add(AiMessage.from(repeated));
    messages.add(UserMessage.from(Prompt.repair(questions)));
    return AnswerReader.lenient(text(call(messages)), questions);
  }

  /** Asks, and asks again without what the model does not take. */
  private ChatResponse ask() {
    Prompt.Form wanted = form;
    while (true) {
      try {
        ChatResponse response = call(messages());
        if (wanted == Prompt.Form.SCHEMA && form == Prompt.Form.WORDS) {
          takesNoSchema();
        }
        return response;
      } catch (RuntimeException e) {
        Optional<String> complaint = Fault.complaint(e);
        if (complaint.isEmpty()) {
          throw e;
        }
        if (dialect.temperature() && complaint.get().contains("temperature")) {
          dialect.refusesTemperature();
        } else if (form == Prompt.Form.SCHEMA && mayBeTheSchema(complaint.get())) {
          form = Prompt.Form.WORDS;
        } else {
          throw e;
        }
      }
    }
  }

  /**
   * A model that has answered by a schema before complains of something else, unless it says so.
   */
  private boolean mayBeTheSchema(String complaint) {
    return dialect.schema() != Dialect.Schema.TAKEN
        || complaint.contains("response_format")
        || complaint.contains("json_schema")
        || complaint.contains("output_config");
  }

  private void takesNoSchema() {
    dialect.learn(Dialect.Schema.NOT_TAKEN);
    LOGGER
        .atInfo()
        .addKeyValue("provider", provider.name())
        .addKeyValue("model", model)
        .log("model takes no strict schema: its answers are asked for in words");
  }

  private ChatResponse call(List<ChatMessage> messages) {
    ChatRequest.Builder request = ChatRequest.builder().messages(messages);
    if (dialect.temperature()) {
      request.temperature(0.0);
    }
    if (form == Prompt.Form.SCHEMA) {
      request.responseFormat(AnswerFormat.of(questions));
    }
    ChatResponse response = provider.call(model, request.build(), guess(), isOfThePast());
    Optional<Usage> used = Usage.of(response.tokenUsage());
    answered = true;
    reported &= used.isPresent();
    usage = usage.plus(used.orElse(Usage.NONE));
    return response;
  }

  private List<ChatMessage> messages() {
    String asked = Prompt.questions(questions, form);
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(SystemMessage.from(Prompt.SYSTEM));
    if (provider.kind() == ProviderKind.ANTHROPIC) {
      // Its cache serves only what is marked, and writing it costs: not for a single question.
      messages.add(
          isAskedAgain(questions.get(0).request())
              ? UserMessage.builder()
                  .addContent(TextContent.from(transcript))
                  .attributes(Map.of("cache_control", "ephemeral"))
                  .build()
              : UserMessage.from(transcript));
      messages.add(UserMessage.from(asked));
    } else {
      messages.add(UserMessage.from(transcript + asked));
    }
    return messages;
  }

  private boolean isAskedAgain(JudgeRequest request) {
    return request.getSignals().size() > questions.size();
  }

  private static String text(ChatResponse response) {
    String text = response.aiMessage().text();
    return text == null ? "" : text;
  }

  private long guess() {
    return Prompt.tokens(transcript, questions) + (long) TOKENS_AN_ANSWER * questions.size();
  }

  /** Nobody waits for it. */
  private boolean isOfThePast() {
    return questions.get(0).request().getOrigin() == Origin.BACKFILL;
  }

  private List<Answer.Verdict> all(Answer.Verdict verdict) {
    return questions.stream().map(question -> verdict).toList();
  }

  private List<Answer.Verdict> inOrder(Map<Integer, Answer.Labelled> read) {
    List<Answer.Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      Answer.Labelled labelled = read.get(i);
      verdicts.add(labelled == null ? new Answer.Failed(FailureKind.UNREADABLE, null) : labelled);
    }
    return verdicts;
  }
}
