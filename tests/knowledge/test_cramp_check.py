"""The cramp check understands what people type, and tells how soon to see whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
import textstat

from assistant.knowledge.cramp_check import CrampCheck, load_cramp_check, shared_cramp_check
from assistant.knowledge.cramp_schema import TIERS, UNKNOWN
from assistant.knowledge.library import FOLDER, KnowledgeError, checked, read
from assistant.knowledge.schema import Source

CALM = {
    "where": "leg",
    "how_long": "under_1",
    "how_often": "rarely",
    "how_bad": "mild",
    "numb_weak": "no",
    "after_what": "exercise",
    "pregnant": "no",
    "kidney": "no",
}
SAID = {
    "where": {
        "leg": (
            "my left calf | calf | Calf! | its my thigh mostly | back of my leg | the right hamstring | left cafl | "
            "my thihg | LEG | not my foot, my calf | mostly the outer part of my right thigh when im lying down | "
            "calf muscle, left hand side | my hammy keeps seizing up | shin area | just above the knee | Right Calf. | "
            "it grabs me in the calf | lower part of my leg | caalf | hamstring, sometimes the quad | "
            "inside of my upper thigh | it starts in the calf then it hurts behind the knee"
        ),
        "both_legs": (
            "both legs | both my legs | legs | both calves | bth legs | left and right leg | in both of my legs | "
            "it happens in both of them, the legs i mean | the two calves | both of my calfs"
        ),
        "foot": (
            "left foot | my toes | the arch of my foot | feet | big toe | foots | my ankel | not my leg but my foot | "
            "underneath my foot near the toes | soles of my feet | it's the ball of my left foot | toez | "
            "second toe on the right"
        ),
        "hand_arm": (
            "my hand | fingers | right forearm | thumb | in my hands and fingers | its in my fingers when i write | "
            "rt forearm | thumb muscle | my wrist and palm"
        ),
        "back_neck": "lower back | my neck | between my shoulders | upper bakc | between the shoulder blades | low back spasms",
        "belly": "my stomach | tummy | belly | lower tummy",
        "chest_jaw": "my chest | jaw | chest and arm | left side of my chest",
        "other": (
            "my eyelid | all over | somewhere else | everywhere really | several places | my bum cheek lol | "
            "my eyelid keeps twitching | it moves around, different places every time | in my hip"
        ),
        "unknown": "not sure | no idea | skip | dunno | rather not say | i honestly couldnt tell you",
        None: (
            "no | yes | nope | 5 minutes | 8 | food | hello | 🙂 | what do you mean | why do you ask | "
            "i don't want magnesium pills | what part counts as a cramp? | ok | sorry?"
        ),
    },
    "how_long": {
        "under_1": (
            "a few secs | 30 seconds | 30s | 45 sec | a couple of seconds | less than a minute | under a min | "
            "not even a minute | half a minute | a second or two | seconds | really quick | 10-20 secs | "
            "just under a minute | not long | about twenty seconds | a split second | just a few seconds really | "
            "10 seconds max | its over in the blink of an eye | half a min or less | it passes quickly | 59 seconds | "
            "maybe 15 seconds then it lets go | less than 30 seconds"
        ),
        "1_to_10": (
            "5 minutes | 5-10 min | 5 to 10 minutes | five to ten minutes | two or three minutes | a minute or two | "
            "10 min | 10 mins tops | less than 10 minutes | a few minutes | a couple min | 2mins | 3 m | "
            "around 4 and a half minutes | 1 min 30 sec | a minute | between 2 and 5 minutes | no more than 5 minutes | "
            "it doesnt last more than 5 min | 30 secs to 2 mins | fivee minuts | like 5 minutes? | "
            "not 20 minutes, 5 minutes | maybe 3 minuets | 1 to 10 minutes | several minutes | more than a minute | "
            "up to 10 minutes | how long? 5 minutes | prob 3 or 4 mins tops | roughly 120 seconds | "
            "not more than a couple of minutes | 2 min or thereabouts | "
            "it goes away after about five minutes if i stretch | a min | minute and a half | one and a half minutes | "
            "i reckon two minutes | ten minutes at the very most | under five minutes | 90 secs | "
            "a couple minutes at best | 4-ish minutes | no longer than 3 minutes | several mins | say 6 or 7 minutes | "
            "like a minute, sometimes two minutes | two mins give or take | max 3min"
        ),
        "over_10": (
            "20 minutes | half an hour | half hour | 1/2 hour | ½ hour | over 10 minutes | more than ten minutes | "
            "10+ minutes | 10 minutes or more | at least 10 min | 15-20 mins | fifteen minuts | quarter of an hour | "
            "an hour | 10 min 30 sec | twenty or so minutes | 20ish minutes | ages | it wont stop | 5 to 20 minutes | "
            "forty five mins | a good half hour | i timed it at 12 minutes | usually like a quarter of an hour | "
            "nearly half an hour i reckon | 15mins+ | anywhere from 5 to 15 minutes | longer than 10 mins for sure | "
            "45min | some last 2 minutes others 20 minutes | about 1/4 hour | could be 25 mins | "
            "gone past ten minutes | thirty mnutes | first it was 5 minutes now its 30 minutes | "
            "it hasn't stopped for 40 minutes | it never lasts less than 15 minutes | a full 20 min | "
            "way more than 10 minutes | three quarters of an hour | it can go on for an hour | ten minutes plus"
        ),
        "over_60": (
            "an hour and a half | hour and a half | 1.5 hours | two hours | 2 hrs | all night | hours | "
            "a couple of hours | 1h 20min | 90 minutes | over an hour | 1 1/2 hours | days | 2 and a half hours | "
            "one hour and 10 minutes | the entire night | it lasted three hours last night | till morning | "
            "it went on for 2 hrs | it's been hours | pretty much the whole day"
        ),
        "unknown": (
            "no idea | i never timed it | not sure | idk | i dont know | hard to say | cant remember | it varies | "
            "never really paid attention | wouldnt have a clue | no clue mate | depends on the day"
        ),
        None: (
            "5 | ten | no | yes | every 10 minutes | 5-10 | twice a week | my calf | 10 minutes ago | "
            "how long is normal? | is 5 minutes too long? | i had it 3 days ago | a while"
        ),
    },
    "how_often": {
        "rarely": (
            "once a month | rarely | hardly ever | first time | once in a while | a couple of times a month | "
            "just once | every few months | 2 or 3 times a year | less than once a week | not very often | "
            "now and then | once every two weeks | never before | every other week | once | its the first time | "
            "maybe once every couple of months | this is my first one | barely ever | 3 times this year | "
            "twice a month or so | every six weeks | it only happened the one time | once in two months | "
            "few times a year | very seldom | once a mnth | a handful of times a year | hardly at all | "
            "less than monthly"
        ),
        "weekly": (
            "twice a week | once or twice a week | 2x a week | once a week | weekly | every week | 2 nights a week | "
            "every three days | two times per week | 2/week | sometimes | twice weekly | 1-2 times a week | "
            "couple times a week | once per week | about every 4 days | on weekends | one night a week | every 5 days | "
            "once a wk | maybe two a week | 1x week"
        ),
        "most_nights": (
            "every night | most nights | daily | 3 times a week | three or four times a week | every other night | "
            "every second day | 4x a week | 2 a night | twice a day | nearly every night | evry nite | "
            "5 nights out of 7 | all the time | constantly | a few times a week | several times a day | "
            "3 times last night | every 2 days | evrynight | five or six times a week | everyday | ngihtly | "
            "every 2 hours | more than three times a week | each night | most nihgts | like 4 nights outta 7 | "
            "every single evening | its been daily for a month | 5x/week | multiple times a night | "
            "whenever i go to bed | nonstop lately | more than once a day | every other day or so | "
            "at least three times a week | at night, almost always | 4 or 5 times weekly | each and every night | "
            "it wakes me most nights | practically every night | thrice a week | all the bloody time | "
            "3 nights in a row | not just once, every night | ten times a day | nearly each night | 3-5 a week | "
            "i get them each morning | several nights a week | they come every night now"
        ),
        "unknown": "not sure | i dont keep count, no idea | lost count | skip that | it depends | couldnt say really",
        None: "3 | no | five minutes | twice | not every night | my foot | why does that matter? | is that often?",
    },
    "how_bad": {
        "mild": (
            "2 | 3/10 | 0 | mild | not bad | not too bad | not that bad really | a little | two | 1 out of 10 | 2-3 | "
            "just annoying | mlid | it doesnt hurt much | on a scale of 1 to 10, 3 | about a 3 | barely a 2 | "
            "nothing i cant handle | pretty mild tbh | 1 or 2 at most | meh its tiny | zero | isnt bad at all | "
            "it's okay | 3 maybe | hardly hurts | not terrible"
        ),
        "moderate": (
            "5 | 4/10 | moderate | 5 out of 10 | so so | medium | bearable | 4-6 | kinda bad | five or six | "
            "3 out of 5 | modarate | its a 6 | around five | not the worst | somewhere around 5 or 6 | "
            "middle of the scale | it's uncomfortable but manageable | six | 5ish | moderatly painful | "
            "id go with a 6 | annoying but bearable | 4 or 5 outta 10"
        ),
        "severe": (
            "8/10 | 10 out of 10 | pretty bad | severe | 7 | 7-8 | ten | agony | excruciating | really bad | "
            "unbearable | the worst pain ever | hurts like hell | sevear | 5 to 7 | 11/10 | it woke me up screaming | "
            "9.5 | 8 i guess | killing me | 6 but at night 8 | very very bad | 4 out of 5 | sooo bad | 10!!! | "
            "6, maybe 7 | i'd say an 8 | through the roof | it brings me to tears | bad enough to wake me | 7ish | "
            "nine | 10/10 agony | like being stabbed | solid 7 | dreadful, never had pain like it | six to eight | "
            "quite severe | dunno, like an 8? | not mild, more like 8 | it is not bad, its terrible | "
            "eight out of ten | very sore, maybe 7 | seven point five | hurts so bad i cant sleep | "
            "i would call it severe | 9 out of 10, sometimes a 10 | agonising | a strong 8 | unberable | 8. | "
            "god awful | its a solid ten | terible | worst ive ever felt"
        ),
        "unknown": "not sure | hard to say | id rather not say | i dont know | cant really put a number on it",
        None: (
            "3 times | 10 sec | 2 nights | "
            "no | 5 minutes | my calf | 20 | twice a week | not mild | i have 2 kids | on a scale of what? | how bad is normal?"
        ),
    },
    "numb_weak": {
        "no": (
            "i wouldnt say its weak | no | nope | nah | not really | no numbness | not numb | no numbness, tingling or weakness | "
            "not weak at all | i dont think so | neither | none of that | not numb or weak | i dont feel weak | "
            "just pain | no it feels fine | nooo | no weakness | no, nothing like that | i dont think its weak | "
            "without any tingling | never | no tingling no numbness no weakness | nothing like that | "
            "nah feels normal | no none of those symptoms | i wouldnt say so | not in the slightest | "
            "don't feel any numbness or weakness | there is no tingling | never had any numbness | "
            "nope all normal there | there's no numbness or weakness | i'm not weak or numb | it doesn't tingle | "
            "neither numb nor weak | only pain, no tingling | thankfully no | nothing, just hurts | no its just sore | "
            "no all good | it doesn't feel weak and it isn't numb"
        ),
        "numb": (
            "numb | tingly | pins and needles | yes numb | tingling in my toes | a bit of tingling | "
            "my foot goes numb | no weakness but tingling | numbnes | it tingels | i cant feel my toes | no, tingling | "
            "pins n needles | no but a bit tingly | not weak, just numb | my toes feel like they've fallen asleep | "
            "tingles a wee bit | little bit numb afterwards | slight pins and needles in my heel | "
            "its gone numb but its not weak | feels kind of tingly | yes, numbness in the toes | "
            "isn't weak, but it is tingling | no feeling in my toes | tingling and a little numb | "
            "cant feel my little toe"
        ),
        "weak": (
            "weak | a bit weak | weakness | my leg gives way | numb and weak | like jelly | i can barely move it | "
            "no numbness but weak | not numb, weak | it feels weaker | yes weakness | my leg is wekk | feels week | "
            "no it feels weak | all of them | not just numb, weak too | my leg buckled yesterday | "
            "cant put any weight on it | hard to lift my foot | yes, loss of strength | it went all wobbly | "
            "legs feel weak and heavy | the leg is weaker than the other | can't lift my foot properly | "
            "i do feel weak | not really numb but definitely weak | no tingling but i can't lift it | "
            "weakness yes, numbness no | it's weak, not numb | it is week | leg keeps giving out on me | "
            "feels like jelly after | i struggle to stand on it | not tingly but it does feel weak | "
            "muscle weakness for sure"
        ),
        "yes": (
            "yes | yeah | yeah a bit | yep | a little | kind of | sometimes | i think so | yess | sort of | "
            "now and again, yeah | a wee bit | yes a little"
        ),
        "unknown": (
            "not sure | no idea | dont know | cant tell | skip | rather not say | not sure if its weak | unsure tbh | "
            "i really dont know | skip this one | idk tbh"
        ),
        None: "5 | my calf | twice a week | banana | a good question | what's the difference? | my dog is cute",
    },
    "after_what": {
        "none": (
            "none | nothing | no | none of these | nothing of these | out of nowhere | it just happens | in bed | "
            "when i sleep | no reason | nope none of those | randomly | no exercise, heat or new meds | neither | "
            "nothing i can think of | can't think of anything | no, nothing changed | nope, was just sitting down | "
            "none of the above | just came out of the blue | neither of those | it came on while i was asleep | "
            "no new medicine and no exercise | don't think so | no none of them | neither exercise nor heat"
        ),
        "exercise": (
            "exercise | after running | i went for a run | the gym | football | after a long walk | leg day | "
            "excersise | working out | not heat, exercise | when i run | did some gardening | "
            "played tennis all afternoon | i'd been for a jog | big hike at the weekend | i did a spin class | "
            "not the heat, not medicine, just exercise | football practise | after my cycling class | yeah exercise"
        ),
        "medicine": (
            "new medicine | i started statins | new meds | my new tablets | a water pill | medcation | omeprazole | "
            "the doctor put me on something new | i started a new pill last week | my gp started me on a statin | "
            "switched blood pressure tablets two weeks ago | i've been put on water tablets | since starting ramipril | "
            "my doctor changed my meds | new tablets, nothing else | new blood pressure pill"
        ),
        "heat": (
            "heat | hot weather | it was very hot | in the sun | running in the heat | sweating a lot | the haet | "
            "sauna | we were out in 35 degree weather | working outside in the sun | it was boiling that day | "
            "a long day out in the heat | hot day gardening | standing in the hot sun"
        ),
        "heat_medicine": "heat and a new medicine | it was hot and i started new pills | hot weather plus new tablets",
        "unknown": "not sure | no idea | dunno | cant say | i couldnt tell you | i can't remember",
        None: "yes | 5 minutes | my calf | 8/10 | do statins cause it? | yeah",
    },
    "pregnant": {
        "no": (
            "no | nope | not pregnant | im not pregnant | im a man | n/a | not that i know of | i don't think so | "
            "definitely not | neither | no im not | not breastfeeding or pregnant | male | noo | no chance mate | "
            "i'm 70 so no | lol no im a bloke | nope neither | definitely not pregnant | not at the mo | "
            "im a 60 year old man | i am not | not pregnant, not breastfeeding | no and no | certainly not | "
            "no chance of that | hahaha no | nope, had a hysterectomy | not breastfeeding, not pregnant | "
            "im not either of those"
        ),
        "yes": (
            "yes | yeah | pregnant | 12 weeks | i'm breastfeeding | im expecting | maybe | could be | "
            "yes 20 weeks along | prengant | not pregnant but breastfeeding | i might be pregnant | 7 months pregnant | "
            "yes im 30 wks | i am, second trimester | still nursing my son | could possibly be | "
            "we're expecting in june | yup, due in march | yes i am pregnant | i am | currently breastfeeding | "
            "there's a chance | yep 5 months | just found out im pregnant"
        ),
        "unknown": (
            "not sure | rather not say | prefer not to say | skip | pass | none of your business | i don't know | "
            "id prefer not to answer that | i'd rather not | no idea, could you skip | i would rather not say"
        ),
        None: "my calf | 8/10 | tuesday | why does that matter | my belly hurts",
    },
    "kidney": {
        "no": (
            "no | nope | no kidney disease | my kidneys are fine | i dont have kidney disease | not that i know of | "
            "healthy | neither | no kidney or heart problems | nah im healthy | no my kidneys are ok | "
            "none that im aware of | all clear | neither kidney nor heart problems | i dont have any of those | "
            "both are fine | no, my heart and kidneys are fine | not to my knowledge | nothing wrong with my kidneys | "
            "i don't have kidney problems | no heart problem, no kidney problem | no i don't | "
            "no issues with my kidneys | no disease | nope kidneys r good | neither one"
        ),
        "yes": (
            "yes | kidney disease | i have ckd | stage 3 | im on dialysis | kidny failure | yeah kidneys | one kidney | "
            "yes and heart failure | both | ckd stage 3b | i've only got one kidney | my kidneys aren't great | "
            "yeah been on dialysis for a year | i do | chronic kidney disease yes | on dialysis 3x a week | "
            "kidney failure and i'm on dialysis | yes i do | transplant, kidney | yes stage four ckd | kidney stones"
        ),
        "heart": (
            "my heart | heart failure | heart problem | no but i have a heart condition | "
            "no kidney disease, heart trouble | afib | no but i've got a dodgy heart | had a heart attack in 2015 | "
            "i have a pacemaker | atrial fib | heart only | i've had bypass surgery | no, but heart failure | "
            "heart trouble, not kidney | just heart issues"
        ),
        "unknown": (
            "not sure | no idea | rather not say | skip | never checked | haven't been tested | "
            "i don't know, never had a test | not tested so not sure"
        ),
        None: "5 minutes | my calf | 8/10 | does coffee hurt kidneys?",
    },
}
ELSEWHERE = (
    "what foods have magnesium? | is chocolate good? | what foods have magnesium | is chocolate good | "
    "can too much magnesium make you weak? | does magnesium help leg cramps? | how much magnesium per day? | "
    "ok but why do my legs cramp at night? | btw can i take magnesium with statins? | does kidney disease matter? | "
    "is it bad? | is that bad | are calf cramps dangerous? | tell me about foot cramps | "
    "whats the best stretch for my calf | magnesium for kidney disease? | is it safe when pregnant? | "
    "how do i stop a cramp right now? | should i see a doctor | wht foods have magnesium | "
    "hey, which form is best for the heart? | what does numb mean? | how many mg a day? | "
    "i want to know if heat causes cramps | who won the football | do statins cause cramps? | will a hot bath help? | "
    "can it be my kidneys? | thanks | tell me a joke | lorem ipsum dolor | which nuts are highest in magnesium? | "
    "is spinach better than kale | can i take it with ibuprofen? | what's the difference between a cramp and a spasm | "
    "does drinking water help | how long until magnesium works? | how often should i take magnesium? | "
    "so how bad can low magnesium get? | why are my legs so weak after a bath? | what causes numbness? | "
    "is numbness serious | do i need a blood test? | could heat be the cause? | should pregnant women take magnesium | "
    "is magnesium bad for kidneys | magnesium dose for leg cramps | what about bananas | who are you? | "
    "are you a doctor | foods for cramps | magnesium glycinate vs citrate | where do i find magnesium oil | "
    "and chocolate? | what is the best pillow | i have a question about my kidneys | "
    "can you tell me if exercise helps | please tell me about hot baths | hi can exercise cause cramps | "
    "does anyone die from this | is 8 a lot | is 5 minutes long | do hot drinks help with cramps | "
    "would a heat pad help | explain kidney disease | how do you know if its severe | stop | help | ok | "
    "i like turtles | are cramps in pregnancy normal | thank you so much | wat foods hav magnesium | "
    "whats good for weak legs | anything i should eat | will it go away by itself | "
    "how many times a week should i stretch | can heart problems cause cramps | is it ok to run | "
    "my question is about food"
)
CORRECTIONS = [
    (5, "no, both legs", ("where", "both_legs")),
    (5, "i meant 20 minutes", ("how_long", "over_10")),
    (5, "actually it's every night", ("how_often", "most_nights")),
    (5, "sorry, left foot", ("where", "foot")),
    (5, "both legs actually", ("where", "both_legs")),
    (5, "no wait, i meant both legs", ("where", "both_legs")),
    (4, "oh sorry its 8/10", ("how_bad", "severe")),
    (4, "Actually, more than 10 minutes", ("how_long", "over_10")),
    (6, "i mean twice a week", ("how_often", "weekly")),
    (2, "its not my leg its my foot", ("where", "foot")),
    (8, "i meant yes, i have kidney disease", ("kidney", "yes")),
    (7, "actually my leg is weak", ("numb_weak", "weak")),
    (7, "correction: over an hour", ("how_long", "over_60")),
    (7, "make that severe", ("how_bad", "severe")),
    (4, "no its both legs", ("where", "both_legs")),
    (6, "sorry i meant after a new medicine", ("after_what", "medicine")),
    (6, "wait, it was hot", ("after_what", "heat")),
    (3, "oops 15 mins", ("how_long", "over_10")),
    (4, "no, no it's my foot", ("where", "foot")),
    (8, "actually i am pregnant", ("pregnant", "yes")),
    (5, "no sorry, both legs", ("where", "both_legs")),
    (5, "hang on, i meant the right foot", ("where", "foot")),
    (5, "actually its more like 15 minutes", ("how_long", "over_10")),
    (6, "wait no, 3 times a week", ("how_often", "most_nights")),
    (6, "oops i meant 8/10", ("how_bad", "severe")),
    (5, "it's my foot, sorry", ("where", "foot")),
    (5, "on second thought its severe", ("how_bad", "severe")),
    (6, "my mistake, i do have tingling", ("numb_weak", "numb")),
    (7, "actually it started after a new pill", ("after_what", "medicine")),
    (3, "sorry meant half an hour", ("how_long", "over_10")),
    (6, "scratch that, every night", ("how_often", "most_nights")),
    (5, "i said leg but i meant my hand", ("where", "hand_arm")),
    (6, "no i meant yes", ("numb_weak", "yes")),
    (4, "no. both legs.", ("where", "both_legs")),
    (5, "actually both feet", ("where", "foot")),
    (6, "sorry - twice a week not once a month", ("how_often", "weekly")),
    (6, "not mild, severe", ("how_bad", "severe")),
    (5, "its not 30 seconds its 20 minutes", ("how_long", "over_10")),
]
NO_CORRECTIONS = [
    (4, "no"),
    (4, "nope"),
    (4, "sorry, yes"),
    (4, "actually a bit weak"),
    (4, "no, i don't think so"),
    (4, "no weakness"),
    (6, "actually no"),
    (7, "no kidney disease"),
    (3, "5"),
    (3, "actually pretty bad"),
    (5, "no, just tired legs"),
    (5, "no, never"),
    (5, "sorry, not sure"),
    (5, "actually what foods have magnesium?"),
    (5, "sorry, is chocolate good?"),
    (2, "every night"),
    (1, "i meant my leg"),
    (0, "both legs"),
    (5, "exercise"),
    (4, "no numbness"),
    (6, "no, im a man"),
    (5, "thanks"),
    (3, "no more than 5"),
    (4, "no, it's tingling"),
    (4, "sorry i don't know"),
    (4, "actually no"),
    (6, "no, not pregnant"),
    (6, "nope, menopause"),
    (6, "sorry, i'm a man"),
    (5, "no, nothing"),
    (5, "no, at night"),
    (7, "no, my kidneys are fine"),
    (7, "no, but i have a bad heart"),
    (7, "actually yes, ckd"),
    (5, "no, it just happens"),
    (3, "actually about a 6"),
    (2, "actually every night"),
    (2, "i mean twice a week"),
    (1, "sorry, 5 minutes"),
    (5, "wait what foods have magnesium"),
    (4, "well a bit weak"),
    (4, "no, leg is fine"),
    (4, "no, just pain"),
    (4, "oh no"),
]


@pytest.fixture(scope="module")
def check() -> CrampCheck:
    return shared_cramp_check()


def cases() -> Iterator[tuple[str, str | None, str]]:
    for step, values in SAID.items():
        for value, texts in values.items():
            yield from ((step, value, text) for text in texts.split(" | "))


@pytest.mark.parametrize(("step", "value", "text"), cases())
def test_an_answer_is_understood(check: CrampCheck, step: str, value: str | None, text: str) -> None:
    assert check.understand(step, text) == value


@pytest.mark.parametrize("text", ELSEWHERE.split(" | "))
def test_a_question_about_something_else_answers_no_step(check: CrampCheck, text: str) -> None:
    assert {step.id: value for step in check.steps if (value := check.understand(step.id, text))} == {}


def test_every_button_is_understood(check: CrampCheck) -> None:
    wrong = [(s.id, o.title) for s in check.steps for o in s.options if check.understand(s.id, o.title) != o.value]
    assert not wrong


def test_not_sure_is_an_answer_to_every_step(check: CrampCheck) -> None:
    for step in check.steps:
        for text in ("not sure", "don't know", "skip", "I'd rather not say", "NO IDEA", "Not sure."):
            assert check.understand(step.id, text) == UNKNOWN


def test_an_unknown_step_is_an_error(check: CrampCheck) -> None:
    with pytest.raises(KeyError):
        check.understand("shoe_size", "44")


def answered(check: CrampCheck, steps: int) -> dict[str, str]:
    return {step.id: CALM[step.id] for step in check.steps[:steps]}


@pytest.mark.parametrize(("steps", "text", "found"), CORRECTIONS)
def test_a_correction_of_an_earlier_answer(check: CrampCheck, steps: int, text: str, found: tuple[str, str]) -> None:
    assert check.correction(answered(check, steps), text) == found


@pytest.mark.parametrize(("steps", "text"), NO_CORRECTIONS)
def test_an_answer_is_no_correction(check: CrampCheck, steps: int, text: str) -> None:
    assert check.correction(answered(check, steps), text) is None


# Answers to other steps than the one being asked.

UNASKED = [
    (
        0,
        "left calf, 3 nights a week, quite bad, no numbness",
        {"where": "leg", "how_often": "most_nights", "how_bad": "severe", "numb_weak": "no"},
    ),
    (0, "in my calf and it lasts 2 minutes", {"where": "leg", "how_long": "1_to_10"}),
    (
        0,
        "both legs, 30 seconds, twice a month, 6/10, no tingling or weakness, not pregnant, no kidney disease",
        {
            "where": "both_legs",
            "how_long": "under_1",
            "how_often": "rarely",
            "how_bad": "moderate",
            "numb_weak": "no",
            "pregnant": "no",
            "kidney": "no",
        },
    ),
    (0, "twice a week, after a new medicine", {"how_often": "weekly", "after_what": "medicine"}),
    (1, "3 nights a week", {"how_often": "most_nights"}),
    (4, "quite bad, no numbness", {"how_bad": "severe", "numb_weak": "no"}),
    (6, "no kidney problems", {"kidney": "no"}),
    (5, "heart tablets", {"after_what": "medicine"}),
    (1, "in my calf", {"where": "leg"}),
    (2, "as i said, 30 seconds", {"how_long": "under_1"}),
    (2, "my foot", {"where": "foot"}),
    (2, "it lasts 20 minutes", {"how_long": "over_10"}),
    (7, "it is weak", {"numb_weak": "weak"}),
]
UNCLEAR = [
    (0, "no", {}),
    (1, "no", {}),
    (4, "no", {"numb_weak": "no"}),
    (0, "calf, no", {"where": "leg"}),
    (0, "calf, 3 nights", {"where": "leg"}),
    (0, "calf, i take statins", {"where": "leg"}),
    (0, "calf, at night", {"where": "leg"}),
    (1, "for months", {}),
    (1, "a bit", {}),
    (1, "every 10 minutes", {}),
    (1, "no chest pain", {}),
    (1, "not in my calf", {}),
    (1, "magnesium for legs", {}),
    (1, "is it bad?", {}),
    (0, "not pregnant, kidney disease", {"pregnant": "no"}),
    (0, "not sure if i am pregnant", {"where": "unknown"}),
]


@pytest.mark.parametrize(("steps", "text", "found"), UNASKED)
def test_a_text_answers_every_step_that_it_clearly_speaks_of(check: CrampCheck, steps: int, text: str, found: dict[str, str]) -> None:
    assert check.answers(answered(check, steps), text) == found


@pytest.mark.parametrize(("steps", "text", "found"), UNCLEAR)
def test_what_is_not_clear_is_left_to_its_own_question(check: CrampCheck, steps: int, text: str, found: dict[str, str]) -> None:
    assert check.answers(answered(check, steps), text) == found


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ({"numb_weak": "weak"}, "no numbness", {"numb_weak": "weak"}),
        ({"numb_weak": "weak"}, "numb", {"numb_weak": "weak"}),
        ({"numb_weak": "numb"}, "weak", {"numb_weak": "weak"}),
        ({"numb_weak": "weak"}, "it is not weak", {}),
        ({"numb_weak": "unknown"}, "it is numb", {"numb_weak": "numb"}),
        ({"how_long": "over_10"}, "2 minutes", {"how_long": "over_10"}),
        ({"kidney": "heart"}, "no kidney disease", {"kidney": "heart"}),
    ],
)
def test_a_second_answer_without_a_correction_never_lowers_the_urgency(
    check: CrampCheck, before: dict[str, str], text: str, after: dict[str, str]
) -> None:
    others = {step: value for step, value in CALM.items() if step != "after_what"}
    assert check.answers({**others, **before}, text) == after


# What the answers mean.

OUTCOMES = [
    ("urgent", {"where": "chest_jaw"}, ["chest_or_jaw"]),
    ("urgent", {"how_long": "over_10"}, ["long_cramp"]),
    ("urgent", {"after_what": "heat", "how_long": "over_60"}, ["long_cramp", "heat_over_an_hour"]),
    ("urgent", {"after_what": "heat", "kidney": "yes"}, ["heat_and_kidney"]),
    ("urgent", {"after_what": "heat_medicine", "kidney": "heart"}, ["heat_and_heart"]),
    ("urgent", {"kidney": "yes", "numb_weak": "weak"}, ["kidney_and_weak"]),
    ("urgent", {"kidney": "yes", "numb_weak": "yes"}, ["kidney_and_maybe_weak"]),
    ("urgent", {"numb_weak": "weak", "how_bad": "severe"}, ["weak_and_severe"]),
    ("urgent", {"numb_weak": "yes", "how_bad": "severe"}, ["maybe_weak_and_severe"]),
    ("urgent", {"how_long": "over_60", "pregnant": "yes"}, ["long_cramp"]),
    ("doctor", {"how_bad": "severe"}, ["severe"]),
    ("doctor", {"how_often": "most_nights"}, ["often"]),
    ("doctor", {"numb_weak": "numb"}, ["numb"]),
    ("doctor", {"numb_weak": "numb", "how_bad": "severe"}, ["severe", "numb"]),
    ("doctor", {"numb_weak": "weak"}, ["weak"]),
    ("doctor", {"numb_weak": "yes"}, ["numb_or_weak"]),
    ("doctor", {"numb_weak": "unknown"}, ["feeling_unknown"]),
    ("doctor", {"how_bad": "unknown"}, ["pain_unknown"]),
    ("doctor", {"pregnant": "yes", "kidney": "yes"}, ["pregnant", "kidney"]),
    ("doctor", {"kidney": "heart"}, ["heart"]),
    ("doctor", {"after_what": "medicine"}, ["new_medicine"]),
    ("doctor", {"after_what": "heat_medicine"}, ["new_medicine"]),
    ("doctor", {"where": "belly"}, ["belly"]),
    ("none", {}, ["self_care"]),
    ("none", {"after_what": "heat", "how_often": "weekly", "how_bad": "moderate", "how_long": "1_to_10"}, ["self_care"]),
]


@pytest.mark.parametrize(("tier", "answers", "ids"), OUTCOMES)
def test_the_answers_lead_to(check: CrampCheck, tier: str, answers: dict[str, str], ids: list[str]) -> None:
    outcome = check.result({**CALM, **answers})
    assert (outcome.tier, list(outcome.ids)) == (tier, ids)
    assert len(outcome.reasons) == len(ids)
    assert outcome.sources
    assert len(set(map(str, outcome.sources))) == len(outcome.sources)


def test_every_outcome_of_the_file_is_tested() -> None:
    in_file = {outcome["id"] for outcome in read(FOLDER / "cramp_check.yml")["outcomes"]}
    assert in_file == {identity for _, _, ids in OUTCOMES for identity in ids}


def test_the_most_urgent_wins_and_shows_all_its_reasons(check: CrampCheck) -> None:
    worst = {"where": "leg", "how_long": "over_60", "how_often": "most_nights", "how_bad": "severe", "numb_weak": "weak"}
    outcome = check.result({**worst, "after_what": "heat", "pregnant": "yes", "kidney": "yes"})
    assert outcome.tier == "urgent"
    assert outcome.reasons == (
        "one cramp lasts more than 10 minutes",
        "it came in the heat and lasts more than one hour",
        "it came in the heat and you have kidney disease",
        "you have kidney disease and feel weak",
        "the pain is severe and you feel weak",
    )
    assert "{urgent_care}" in outcome.text


def test_nothing_known_leads_to_a_doctor(check: CrampCheck) -> None:
    for answers in ({}, {step.id: UNKNOWN for step in check.steps}, {step.id: "nonsense" for step in check.steps}):
        assert check.result(answers).tier == "doctor"


def test_unknown_never_lowers_the_urgency(check: CrampCheck) -> None:
    """Whatever the other answers are, unknown is at least as urgent as the calmest answer to that step."""
    calmest = tuple(CALM.values())
    values = [("leg",), *(sorted(step.values - {"weekly", "moderate", "1_to_10", "none"}) for step in check.steps[1:])]
    tier = {answers: TIERS.index(check.result(dict(zip(CALM, answers, strict=True))).tier) for answers in product(*values)}
    lowered = []
    for answers, found in tier.items():
        calmer = [(*answers[:at], calmest[at], *answers[at + 1 :]) for at, value in enumerate(answers) if value == UNKNOWN]
        lowered += [answers for other in calmer if found > tier[other]]
    assert not lowered


# The words.


def words_of_the_file() -> Iterator[tuple[str, str, float]]:
    """Give the place, the text and the highest grade of all that people read, with the numbers of each region."""
    data = read(FOLDER / "cramp_check.yml")
    texts = [("intro", data["intro"], 6)]
    for step in data["steps"]:
        texts += [(f"{step['id']}.question", step["question"], 6), (f"{step['id']}.again", step["again"], 6)]
    texts += [(f"results.{result['id']}", result["text"], 5 if result["id"] == "urgent" else 6) for result in data["results"]]
    for outcome in data["outcomes"]:
        grade = 5 if outcome["tier"] == "urgent" else 6
        texts.append((f"{outcome['id']}.because", f"{data['why']} {outcome['because']}.", grade))
        texts.append((f"{outcome['id']}.advice", outcome.get("advice", ""), grade))
    for region, numbers in read(FOLDER / "regions.yml").items():
        yield from ((f"{place} ({region})", text.format_map(numbers), grade) for place, text, grade in texts if text)


def test_all_texts_are_easy_to_read() -> None:
    hard = {place: grade for place, text, most in words_of_the_file() if (grade := textstat.flesch_kincaid_grade(text)) > most}
    assert not hard


def test_all_sentences_are_short() -> None:
    sentences = [(place, sentence) for place, text, _ in words_of_the_file() for sentence in re.split(r"(?<=[.!?:])\s+", text)]
    assert not [(place, sentence) for place, sentence in sentences if len(sentence.split()) > 15]


def test_no_text_names_a_dose() -> None:
    assert not [place for place, text, _ in words_of_the_file() if re.search(r"\d\s*(mg|g|grams?)\b", text)]


def test_a_publication_is_cited_as_in_the_answers() -> None:
    answers = [entry for path in (FOLDER / "answers").glob("*.yml") for entry in read(path)]
    known = {str(checked(Source, source, FOLDER)) for entry in answers for source in entry["sources"]}
    data = read(FOLDER / "cramp_check.yml")
    cited = [source for record in (*data["results"], *data["outcomes"]) for source in record["sources"]]
    assert not [source for source in cited if str(checked(Source, source, FOLDER)) not in known]


# A broken file.

BREAKS: list[tuple[str, Callable[[str], str], str]] = [
    (
        "a long title",
        lambda text: text.replace("title: Foot or toes", "title: Foot or toes or ankle"),
        "steps.0.options.2.title: ensure this value has at most 20",
    ),
    ("an unknown key", lambda text: text.replace("denied: none", "deneid: none"), "steps.5.deneid: extra fields not permitted"),
    (
        "an unknown step",
        lambda text: text.replace("when: {where: [belly]}", "when: {wher: [belly]}"),
        "outcome 'belly', when: there is no step 'wher'",
    ),
    (
        "an unknown value",
        lambda text: text.replace("when: {where: [belly]}", "when: {where: [bely]}"),
        "outcome 'belly', when.where: there is no value 'bely'",
    ),
    ("an unknown denied", lambda text: text.replace("denied: none", "denied: nothing"), "step 'after_what': there is no option 'nothing'"),
    ("an unknown number", lambda text: text.replace("mild: 3,", "milder: 3,"), "step 'how_bad': there is no option 'milder'"),
    (
        "numbers in disorder",
        lambda text: text.replace("mild: 3,", "mild: 9,"),
        "step 'how_bad', numbers.up_to: expected the smallest number first",
    ),
    (
        "outcomes in disorder",
        lambda text: text.replace("tier: urgent\n    when: {where", "tier: doctor\n    when: {where"),
        "outcomes: expected the most urgent first",
    ),
    (
        "no last outcome",
        lambda text: text.replace("when: {}", 'when: {pregnant: ["no"]}'),
        "outcomes: expected the last one, and only it, to have an empty 'when'",
    ),
    ("an id twice", lambda text: text.replace("- id: belly\n    row", "- id: heart\n    row"), "an id of a step or outcome stands twice"),
    (
        "a missing result",
        lambda text: text.replace("- id: none\n", "- id: doctor\n"),
        "results: expected one each for 'urgent', 'doctor' and 'none'",
    ),
    (
        "a phrase of two values",
        lambda text: text.replace("hand or arm, hand,", "hand or arm, toes,"),
        "step 'where': 'toes' stands for both 'foot' and 'hand_arm'",
    ),
    ("a value twice", lambda text: text.replace("- value: under_1", "- value: over_10"), "step 'how_long': each value stands once"),
    ("not a mapping", lambda text: "- just\n- a list\n", "expected dict"),
    ("no YAML", lambda text: "steps: [unclosed\n", "is not valid YAML"),
]


@pytest.mark.parametrize(("spoil", "sentence"), [case[1:] for case in BREAKS], ids=[case[0] for case in BREAKS])
def test_a_broken_file_is_named_with_what_was_expected(tmp_path: Path, spoil: Callable[[str], str], sentence: str) -> None:
    text = (FOLDER / "cramp_check.yml").read_text(encoding="utf-8")
    path = tmp_path / "broken.yml"
    path.write_text(spoil(text), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    with pytest.raises(KnowledgeError) as error:
        load_cramp_check(path)
    assert sentence in str(error.value)
    assert str(path) in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load_cramp_check(tmp_path / "none.yml")
