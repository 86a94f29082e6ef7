import type { Kernel, Module } from "./kernel.js";

/** Which part of a kernel's work this thread does. */
function range(k: Kernel, m: Module): string {
  if (k.domain === "share") return "part, parts";
  const rows = k.domain === "all" ? "rows_all" : String(m.B);
  return `start(${rows}, part, parts), start(${rows}, part + 1, parts)`;
}

/**
 * Every thread runs every kernel on its own rows or tiles and waits for the others between kernels. The threads of a team
 * stay from call to call: after one they look out for the next for about as long as JavaScript takes between two, then sleep.
 */
export function driver(m: Module): string {
  const cases = Object.values(m.phases).map((kernels, i) => {
    const calls = kernels.map((k) => `      ${k.procedure.name}(A, T, ${range(k, m)});\n`);
    return `    case ${i}:\n${calls.join("      meet(team, parts);\n")}      break;`;
  });
  return `enum { MOST = 64 };
typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t called;
  pthread_t ids[MOST];
  real *A;
  // How many threads, the caller's included; what is asked for: a number below 0 ends them.
  long threads, T, phase;
  // Counted from the beginning, so that none has to be reset: calls, threads that got their number, arrivals.
  long calls, numbers, arrived;
} team_t;

static long start(long rows, long part, long parts) {
  long chunk = (rows + parts - 1) / parts;
  chunk = (chunk + ${m.tileRows - 1}) / ${m.tileRows} * ${m.tileRows};
  long at = part * chunk;
  return at < rows ? at : rows;
}

static void meet(team_t *team, long parts) {
  if (parts == 1) return;
  long ticket = __atomic_add_fetch(&team->arrived, 1, __ATOMIC_ACQ_REL);
  long all_here = (ticket + parts - 1) / parts * parts;
  for (long spins = 0; __atomic_load_n(&team->arrived, __ATOMIC_ACQUIRE) < all_here; spins++)
    if (spins > 2000) sched_yield();
}

// All threads leave together: none can miss a call or do one twice.
static void run_part(team_t *team, real *A, long T, long phase, long part, long parts) {
  long rows_all = T * ${m.B};
  (void)rows_all;
  switch (phase) {
${cases.join("\n")}
  }
  meet(team, parts);
}

static void *work(void *argument) {
  team_t *team = argument;
  long part = __atomic_add_fetch(&team->numbers, 1, __ATOMIC_RELAXED);
  for (long done = 0;; done++) {
    for (long looks = 0; looks < 400 && __atomic_load_n(&team->calls, __ATOMIC_ACQUIRE) == done; looks++) sched_yield();
    pthread_mutex_lock(&team->lock);
    while (team->calls == done) pthread_cond_wait(&team->called, &team->lock);
    pthread_mutex_unlock(&team->lock);
    if (team->phase < 0) return 0;
    run_part(team, team->A, team->T, team->phase, part, team->threads);
  }
}

static void call(team_t *team, real *A, long T, long phase) {
  pthread_mutex_lock(&team->lock);
  team->A = A;
  team->T = T;
  team->phase = phase;
  __atomic_add_fetch(&team->calls, 1, __ATOMIC_RELEASE);
  pthread_cond_broadcast(&team->called);
  pthread_mutex_unlock(&team->lock);
}

void hindsight_dismiss(team_t *team) {
  call(team, 0, 0, -1);
  for (long i = 1; i < team->threads; i++) pthread_join(team->ids[i], 0);
  free(team);
}

// Where the system gives no threads, there is no team: one thread does it all, and the result is the same.
team_t *hindsight_team(long threads) {
  team_t *team = calloc(1, sizeof *team);
  if (!team) return 0;
  pthread_mutex_init(&team->lock, 0);
  pthread_cond_init(&team->called, 0);
  if (threads > MOST) threads = MOST;
  for (team->threads = 1; team->threads < threads; team->threads++)
    if (pthread_create(&team->ids[team->threads], 0, work, team)) break;
  if (team->threads == threads) return team;
  hindsight_dismiss(team);
  return 0;
}

long hindsight_alignment(real *A) { return (long)((uintptr_t)A & 63); }

// Large pages: a step walks through memory faster than the processor can look small ones up. Only a wish.
void hindsight_large_pages(real *A, long bytes) {
#ifdef MADV_HUGEPAGE
  uintptr_t page = 1 << 21, from = ((uintptr_t)A + page - 1) & ~(page - 1), to = ((uintptr_t)A + bytes) & ~(page - 1);
  if (from < to) madvise((void *)from, to - from, MADV_HUGEPAGE);
#endif
}

// phase: 0 forward, 1 clear, 2 backward, 3 backward with the probe, 4 finish, then those of the update. No team: one thread.
void hindsight_run(team_t *team, real *A, long T, long phase) {
  if (team) call(team, A, T, phase);
  run_part(team, A, T, phase, 0, team ? team->threads : 1);
}
`;
}
