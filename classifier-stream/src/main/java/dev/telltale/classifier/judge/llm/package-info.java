/** Language models behind an OpenAI-compatible endpoint. */
@NullMarked
package dev.telltale.classifier.judge.llm;

import org.jspecify.annotations.NullMarked;
