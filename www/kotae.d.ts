// Types of Kotae's loader, version 1 (https://YOUR-SERVER/kotae.js). Copy this file into your project; nothing in it
// changes while the loader is version 1.

/** After a command's own arguments: which of several widgets it is meant for, by `data-id` (or its key). */
export interface KotaeTarget {
  widget: string;
}

/** The tag of a language that the server speaks (`zh`, `pt-BR`); one that it does not speak changes nothing. */
export type KotaeLanguage = "auto" | "ja" | "en" | (string & {});

/** The attributes of the script tag without `data-`, as `dataset` names them. */
export interface KotaeOptions {
  lang?: KotaeLanguage;
  position?: "bottom-right" | "bottom-left" | "top-right" | "top-left";
  /** CSS pixels, 0 to 200. */
  offsetX?: number | string;
  offsetY?: number | string;
  zIndex?: number | string;
  colorScheme?: "auto" | "light" | "dark";
  /** When the chat's program is loaded: on hover or focus (`idle`, `hover`), or not before the press. */
  load?: "idle" | "hover" | "click";
}

/** What only the start of a widget can say. */
export interface KotaeBoot extends KotaeOptions {
  /** The widget's key. */
  widget: string;
  /** A name, when one page has several. */
  id?: string;
  mode?: "bubble" | "inline" | "page";
  /** A selector: where an inline chat is put. */
  target?: string;
  open?: "false" | "true" | "remember" | boolean;
  category?: string;
  question?: string;
  scenario?: string;
  storage?: "local" | "session" | "none";
  /** Stands on a plain button when Kotae does not answer. */
  down?: string;
  /** What the page knows of the visitor: `visitorDepartment` is `department`. */
  [visitor: `visitor${string}`]: string | number | boolean | undefined;
}

/** What every event says. Ids are those of Kotae's log; a visitor's words are not told. */
export interface KotaeDetail {
  /** `data-id`, or the key. */
  widget: string;
  question?: string;
  /** What was asked, if the help desk lets pages know it. */
  text?: string;
  entry?: string;
  /** Of `feedback`: `solved` or `not-solved`; of `scenario`: the id of the step; of `form` and `survey`: `open` or `sent`. */
  value?: string;
  /** Of `error`. */
  message?: string;
  form?: string;
  scenario?: string;
  survey?: string;
}

export type KotaeEvent =
  | "ready"
  | "error"
  | "before-open"
  | "open"
  | "close"
  | "before-question"
  | "question"
  | "answer"
  | "noanswer"
  | "suggestion"
  | "feedback"
  | "scenario"
  | "form"
  | "survey"
  | "identified"
  | "token-expiring";

export interface Kotae {
  (command: "boot", options: KotaeBoot): void;
  (command: "update", options: KotaeOptions, target?: KotaeTarget): void;
  (
    command: "open" | "close" | "toggle" | "show" | "hide" | "reset" | "shutdown",
    target?: KotaeTarget,
  ): void;
  /** At most 1,000 characters. */
  (command: "ask", question: string, target?: KotaeTarget): void;
  /** The id in the address of the entry's page, `w/KEY/e/ID`. */
  (command: "openEntry" | "openScenario" | "openForm", id: string, target?: KotaeTarget): void;
  (command: "identify", identity: { token: string }, target?: KotaeTarget): void;
  (command: "setVisitor", fields: Record<string, string | number | boolean | null>, target?: KotaeTarget): void;
  (command: "setLanguage", lang: KotaeLanguage, target?: KotaeTarget): void;
  (command: "setColorScheme", scheme: "auto" | "light" | "dark", target?: KotaeTarget): void;
  (command: "on" | "off", event: KotaeEvent, listener: (detail: KotaeDetail) => void, target?: KotaeTarget): void;
  (command: "version"): "1";
  /** Calls made before the loader was there. */
  q?: IArguments[];
}

declare global {
  interface Window {
    Kotae: Kotae;
  }
  const Kotae: Kotae;
  interface WindowEventMap {
    "kotae:ready": CustomEvent<KotaeDetail>;
    "kotae:error": CustomEvent<KotaeDetail>;
    /** `preventDefault()` keeps the panel closed. */
    "kotae:before-open": CustomEvent<KotaeDetail>;
    "kotae:open": CustomEvent<KotaeDetail>;
    "kotae:close": CustomEvent<KotaeDetail>;
    /** `preventDefault()` within 200 ms keeps the question from being asked. */
    "kotae:before-question": CustomEvent<KotaeDetail>;
    "kotae:question": CustomEvent<KotaeDetail>;
    "kotae:answer": CustomEvent<KotaeDetail>;
    "kotae:noanswer": CustomEvent<KotaeDetail>;
    "kotae:suggestion": CustomEvent<KotaeDetail>;
    "kotae:feedback": CustomEvent<KotaeDetail>;
    "kotae:scenario": CustomEvent<KotaeDetail>;
    "kotae:form": CustomEvent<KotaeDetail>;
    "kotae:survey": CustomEvent<KotaeDetail>;
    "kotae:identified": CustomEvent<KotaeDetail>;
    /** The token ends in a minute: give a fresh one to `identify`. */
    "kotae:token-expiring": CustomEvent<KotaeDetail>;
  }
}
