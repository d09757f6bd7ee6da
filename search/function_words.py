"""Words that say how, not what: dropped from the lexical index, in every form as folded by the analyser."""

from __future__ import annotations

ENGLISH = """
a about above after again against all also am an and any are as at be because been before being below
between both
but by can could did do does doing don down during each either else few for from further had has have having
he her
here hers him his how however i if in into is it its itself just may me might more most must my no nor not
now of off
on once only or other our ours out over own per same shall she should so some such than that the their
theirs them
then there these they this those through thus to too under until up upon us very was we were what when where
whether
which while who whom whose why will with within without would yes you your yours
"""
FRENCH = """
a afin ai ainsi alors apres au aucun aucune aussi autre autres aux avait avant avec avoir ayant c ce ceci
cela celle
celles celui ces cet cette ceux chaque ci comme comment contre d dans de depuis des donc dont du elle elles
en encore
entre es est et etaient etait etant ete etre eu eux fait il ils j je jusqu jusque l la le les leur leurs
lors lorsque
lui m ma mais me meme memes mes moins mon n ne ni nos notre nous on ont ou par parmi pas pendant peu peut
plus pour
pourquoi pres puis qu quand que quel quelle quelles quelque quelques quels qui quoi s sa sans se sera seront
ses si
sinon soit son sont sous suis sur t ta tandis te tel telle telles tels tes ton tous tout toute toutes tres
tu un une
vers voici voila vos votre vous y
"""
SPANISH = """
a al algo alguna algunas alguno algunos ante antes aquel aquella aquellas aquellos aqui asi aun aunque bajo
cada como
con contra cual cuales cualquier cuando cuanto cuya cuyas cuyo cuyos de del desde despues donde dos durante
e el ella
ellas ello ellos en entre era eran eres es esa esas ese eso esos esta estaba estaban estan estar estas este
esto estos
fue fueron ha haber habia habian han hasta hay hemos la las le les lo los mas me mediante mi mientras mis
mismo misma
muy nada ni no nos nosotros nuestra nuestro nuestros o os otra otras otro otros para pero poco por porque
pues que
quien quienes se sea sean segun ser si sido sin sino sobre son su sus tal tambien tampoco tan tanto te tiene
tienen
toda todas todo todos tras tu tus u un una unas uno unos usted ya yo
"""
RUSSIAN = """
а без более бы был была были было быть в вам вас весь во вот все всего всех всю вы где да даже для до его ее
ей ему
если есть еще же за здесь и из или им их к как какая какие какой когда которая которого которой которые
который
которых кто ли либо между меня мне много может мы на над надо нам нас не него нее ней нет ни них но ну о об
однако он
она они оно от очень по под после при про раз с сам свое своего своей свои своих себе себя со такая также
такие такой
там те тем то тоже того той только том тот у уже чего чем что чтобы чье эта эти этим этих это этого этой
этом этот я
"""
ARABIC = """
ا ااو ابان اثناء اجل احد اذ اذا الا التي الذي الذين اللاتي اللتان اللذان الي ام اما امام ان انما انه انها او
اي ايضا
اين ب بان بعد بعض بل بما به بها بهذا بين تحت تلك تم ثم جدا جميع حتي حول حيث حين خلال دون ذلك ذات ذو سوف ضد
ضمن عبر عدد
عدم علي عليه عليها عن عنه عنها عند عندما غير ف فان فقد فقط في فيما فيه فيها قال قبل قد كان كانت كذلك كل كلا
كم كما كيف
ل لا لان لدي لقد لكن لكي لم لما لماذا لن له لها لهذا لهم ليس ليست ما ماذا متي مثل مع من منذ منه منها مهما
نحو نفس هذا
هذه هل هم هما هن هنا هناك هو هولاء هي و وان وذلك وفي وقد وكان وكانت ولا ولم وما ومن وهو وهي يا يتم يكون يمكن
"""

FUNCTION_WORDS = {
    "en": frozenset(ENGLISH.split()),
    "fr": frozenset(FRENCH.split()),
    "es": frozenset(SPANISH.split()),
    "ru": frozenset(RUSSIAN.split()),
    "ar": frozenset(ARABIC.split()),
}
IN_ANY_LANGUAGE = frozenset[str]().union(*FUNCTION_WORDS.values())
NONE: frozenset[str] = frozenset()
