/* Three mechanisms of a week as the same loops as in dynamics/study.py, belonging.py and motivation.py.
   PARAMETER(name) and SETTING(name) are defined by plain_c.py: places in the two records of doubles. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define P(name) p[PARAMETER(name)]
#define L(name) l[SETTING(name)]

static inline uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static inline double noise(uint64_t word)
{
    const uint64_t alternate = UINT64_C(0x0000FFFF0000FFFF);
    uint64_t pairs = (word & alternate) + ((word >> 16) & alternate);
    int32_t total = (int32_t)((pairs & UINT64_C(0xFFFFFFFF)) + (pairs >> 32));
    return (double)(total - 2 * 65535) * ONE_OVER_SD;
}

static inline double clip(double x, double low, double high)
{
    return x < low ? low : (x > high ? high : x);
}

/* As in arithmetic.py, for arguments that cannot overflow here. */
static inline double exp_portable(double x)
{
    double bounded = x < LOWEST ? LOWEST : (x > HIGHEST ? HIGHEST : x);
    double shifted = bounded * ONE_OVER_LN2 + ROUNDER;
    double whole = shifted - ROUNDER;
    double r = (bounded - whole * LN2_HIGH) - whole * LN2_LOW;
    double square = r * r;
    double odd = 2.510038549551032e-08;
    odd = odd * square + 2.7557268459997064e-06;
    odd = odd * square + 0.00019841269863053618;
    odd = odd * square + 0.008333333333330062;
    odd = odd * square + 0.16666666666666669;
    double even = 2.7620088445409746e-07;
    even = even * square + 2.4801521295954376e-05;
    even = even * square + 0.0013888888917213717;
    even = even * square + 0.04166666666662413;
    even = even * square + 0.5;
    double fraction = 1.0 + (r + square * (even + r * odd));
    double less = shifted - 1.0;
    uint64_t exponent;
    memcpy(&exponent, &less, 8);
    exponent = (exponent << 52) + UINT64_C(0x3FF0000000000000);
    double scale;
    memcpy(&scale, &exponent, 8);
    double result = fraction * scale * 2.0;
    result = x < LOWEST ? 0.0 : result;
    return x > HIGHEST ? INFINITY : (x == x ? result : x);
}

static inline double logistic(double x) { return 1.0 / (1.0 + exp_portable(-x)); }

static inline double reward_of(
    int32_t role, double as_mentee, double as_mentor, double as_lower, double as_higher)
{
    double reward = 0.0;
    if (role & 1) reward = reward > as_mentee ? reward : as_mentee;
    if (role & 2) reward = reward > as_mentor ? reward : as_mentor;
    if (role & 4) reward = reward > as_lower ? reward : as_lower;
    if (role & 8) reward = reward > as_higher ? reward : as_higher;
    return reward;
}

void attend_and_study(
    int64_t n, const uint64_t *restrict key, const int32_t *restrict enrolled, const double *restrict habits,
    const double *restrict skill, const double *restrict motivation, const double *restrict belonging,
    const double *restrict accountability, const double *restrict strategy, const double *restrict mentor_hours,
    double *restrict class_level, uint64_t attendance_key, uint64_t effort_key, const double *restrict p, double *restrict attendance,
    double *restrict effort, double *restrict term_attendance, double *restrict term_effort,
    int32_t *restrict term_weeks, double *restrict attendance_sum, int32_t *restrict attendance_weeks,
    double *restrict class_gain)
{
    /* Without sections, everyone is taught at the institution's level. */
    for (int64_t i = 0; i < n; i++) class_level[i] = P(teaching_level);
    for (int64_t i = 0; i < n; i++) {
        int32_t here = enrolled[i];
        double m = motivation[i] - P(motivation_mean);
        double b = belonging[i] - P(belonging_mean);
        double share = logistic(
            P(attendance_log_odds) + P(attendance_motivation) * m + P(attendance_belonging) * b
            + P(attendance_accountability) * accountability[i] + P(attendance_strategy) * strategy[i]
            + P(attendance_noise) * noise(mix(attendance_key + key[i])));
        double work = clip(
            habits[i] * (1.0 + P(effort_motivation) * m + P(effort_belonging) * b
                         + P(effort_accountability) * accountability[i] + P(effort_strategy) * strategy[i])
            - P(mentor_time) * mentor_hours[i] + P(effort_noise) * noise(mix(effort_key + key[i])),
            0.0, 2.5);
        share = here ? share : 0.0;
        work = here ? work : 0.0;
        attendance[i] = share;
        effort[i] = work;
        term_attendance[i] += share;
        term_effort[i] += work;
        term_weeks[i] += here;
        attendance_sum[i] += share;
        attendance_weeks[i] += here;
        double distance = fabs(skill[i] - class_level[i]) / P(distance_width);
        double fit = 1.0 - P(distance_weight) * (distance < 1.0 ? distance : 1.0);
        class_gain[i] = P(class_rate) * work * share * fit;
    }
}

void feel_belonging(
    int64_t n, const uint64_t *restrict key, const int32_t *restrict enrolled, const double *restrict at_entry,
    const double *restrict few, const double *restrict friend_strength, const double *restrict friend_alike,
    const double *restrict contact, const double *restrict held, const double *restrict failed_ends,
    const double *restrict ending_trace, uint64_t noise_key, const double *restrict p,
    double *restrict belonging)
{
    for (int64_t i = 0; i < n; i++) {
        double friends = friend_strength[i] / (friend_strength[i] + P(friends_half));
        double mentoring = contact[i] / (contact[i] + P(contact_half));
        double near_friends = friend_alike[i] / (friend_alike[i] + P(friends_half));
        double near = P(few_mentor) * held[i] + P(few_friends) * near_friends;
        double alone = 1.0 - (near < 1.0 ? near : 1.0);
        double support = P(belonging_friends) * (friends - 0.5) + P(belonging_contact) * mentoring
            - P(belonging_few) * few[i] * alone - P(lambda_lasting) * P(lambda_failed) * ending_trace[i];
        double target = at_entry[i] - P(belonging_drift) + support;
        double moved = clip(
            belonging[i] + P(belonging_rate) * (target - belonging[i])
            + P(belonging_noise) * noise(mix(noise_key + key[i])) - P(lambda_failed) * failed_ends[i],
            0.0, 1.0);
        belonging[i] = enrolled[i] ? moved : belonging[i];
    }
}

void motivate(
    int64_t n, const uint64_t *restrict key, const int32_t *restrict enrolled, const double *restrict at_entry,
    const double *restrict performance, const double *restrict belonging, const double *restrict strategy,
    const double *restrict accountability, const double *restrict strain, const double *restrict friend_strength,
    const double *restrict friend_motivation, const double *restrict standing,
    const int32_t *restrict reminded, const int32_t *restrict tie_role, const double *restrict ending_trace,
    uint64_t noise_key, const double *restrict l, const double *restrict p, double *restrict motivation,
    double *restrict failed_ends)
{
    for (int64_t i = 0; i < n; i++) {
        double pull = 0.0;
        if (friend_strength[i] > 0.0) pull = friend_motivation[i] / friend_strength[i] - motivation[i];
        double reward = reward_of(
            tie_role[i], L(reward_mentee_progress), L(reward_mentor_progress), L(reward_lower_progress),
            L(reward_higher_progress));
        double target = at_entry[i] - P(motivation_drift)
            + P(motivation_competence) * (performance[i] - P(typical)) + P(motivation_standing) * standing[i]
            + P(motivation_autonomy) * strategy[i]
            + P(motivation_relatedness) * (belonging[i] - P(belonging_mean))
            + P(motivation_accountability) * accountability[i] + P(motivation_reminder) * reminded[i]
            + P(motivation_reward) * reward - P(motivation_strain) * strain[i]
            - P(lambda_lasting) * P(lambda_motivation) * ending_trace[i];
        double moved = clip(
            motivation[i] + P(motivation_rate) * (target - motivation[i]) + P(motivation_friends) * pull
            + P(motivation_noise) * noise(mix(noise_key + key[i])) - P(lambda_motivation) * failed_ends[i],
            0.0, 1.0);
        motivation[i] = enrolled[i] ? moved : motivation[i];
        failed_ends[i] = enrolled[i] ? 0.0 : failed_ends[i];
    }
}

/* The three, `repeats` times; the lists hold each one's arrays in the order of its arguments. */
void weeks(
    int64_t repeats, int64_t n, void *const *studying, void *const *feeling, void *const *moving,
    const uint64_t *keys)
{
    for (int64_t repeat = 0; repeat < repeats; repeat++) {
        void *const *a = studying;
        attend_and_study(
            n, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], keys[0], keys[1], a[10], a[11],
            a[12], a[13], a[14], a[15], a[16], a[17], a[18]);
        a = feeling;
        feel_belonging(
            n, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], keys[2], a[10], a[11]);
        a = moving;
        motivate(
            n, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12], a[13],
            keys[3], a[14], a[15], a[16], a[17]);
    }
}
